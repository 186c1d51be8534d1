import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type FeatureRow, load, type RegressionModel, type Rows } from '../../runtime/index.ts';
import { imageClassifier, tableRegressor } from './models.ts';

let model: RegressionModel;
beforeAll(async () => {
  model = (await load(tableRegressor().bytes)) as RegressionModel;
});
afterAll(() => model.dispose());

test('a row by name gets one answer, several get several, and both are those of the same values by position', async () => {
  const [first, second] = await model.predict([
    [30, 1.8, 1],
    [60, 1.5, -1],
  ]);
  expect(await model.predict({ age: 30, height: 1.8, city: 'Rome' })).toEqual(first);
  const rows = [
    { city: 'Rome', height: 1.8, age: 30 },
    { age: 60, height: 1.5, city: 'Paris' },
  ];
  expect(await model.predict(rows)).toEqual([first, second]);
});

test('null is a missing value, which has a substitute only where training had one', async () => {
  // This graph has no substitute; it is enough that the value reaches it.
  await expect(model.predict({ age: null, height: 1.8, city: 'Oslo' })).rejects.toThrow('the answer is NaN');
  await expect(model.predict({ age: 30, height: null, city: 'Oslo' })).rejects.toThrow("row 1, column 'height'");
});

const good: FeatureRow = { age: 30, height: 1.8, city: 'Rome' };
const { city: _, ...withoutCity } = good;
test.each<[string, unknown, string]>([
  ['a feature that is absent', [good, withoutCity], "row 2: the feature 'city' is absent"],
  ['a feature nobody knows', [good, { ...good, weight: 3 }], "row 2: there is no feature 'weight'"],
  ['text where a number belongs', { ...good, age: '30' }, "row 1, feature 'age' takes a number but got the text '30'"],
  ['a truth value where a number belongs', { ...good, age: true }, "feature 'age' takes a number but got true"],
  [
    'a number where a category belongs',
    { ...good, city: 1 },
    "feature 'city' takes a category as text ('Oslo', 'Rome')",
  ],
  ['a missing category', { ...good, city: null }, "feature 'city' takes a category"],
  ['what is not a number', [good, { ...good, height: Number.NaN }], "row 2, column 'height' is NaN"],
  ['infinity', { ...good, age: Number.POSITIVE_INFINITY }, "row 1, column 'age' is Infinity"],
  ['a name that objects inherit', { ...good, toString: 1 }, "no feature 'toString'"],
  ['a row by position among rows by name', [good, [1, 2, 0]], 'row 2 has no names'],
  ['a row by name among rows by position', [[1, 2, 0], good], 'row 2 is an object'],
  ['text among the values', [[30, '1.8', 1]], "row 1, value 2 is the text '1.8'"],
  ['a hole among the values', [30, undefined, 1], 'row 1, value 2 is undefined'],
  ['text', 'age=30', "the text 'age=30' is no row"],
  ['nothing', undefined, 'undefined is no row'],
  ['null', null, 'null is no row'],
])('refuses %s, naming row and feature', async (...[, rows, message]) => {
  await expect(model.predict(rows as Rows)).rejects.toThrow(message);
  await expect(model.predict(rows as Rows)).rejects.toMatchObject({ name: 'SecateurError' });
});

test('takes typed arrays of any kind of number', async () => {
  const expected = await model.predict([30, 2, 1]);
  for (const rows of [Float64Array.of(30, 2, 1), Uint8ClampedArray.of(30, 2, 1), Int32Array.of(30, 2, 1)]) {
    expect(await model.predict(rows)).toEqual(expected);
  }
  await expect(model.predict(BigInt64Array.of(30n, 2n, 1n) as never)).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
  });
});

test('whatever is given, there is an answer for each row or one clear error', async () => {
  await fc.assert(
    fc.asyncProperty(fc.anything({ maxDepth: 3, withTypedArray: true, withBigInt: true }), async (rows) => {
      await model
        .predict(rows as Rows)
        .catch((error: unknown) => expect(error).toMatchObject({ name: 'SecateurError' }));
    }),
    { numRuns: 300 },
  );
});

describe('a model of images', () => {
  test('says that its values have no names', async () => {
    await using images = await load(imageClassifier().bytes);
    await expect(images.predict({ pixel: 3 })).rejects.toThrow('takes images, whose values have no names');
  });
});
