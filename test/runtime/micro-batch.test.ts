import { expect, test } from '@jest/globals';
import { load } from '../../runtime/index.ts';
import { microBatch } from '../../runtime/predict/micro-batch.ts';
import { foreignModel, imageClassifier, pixelRows, tableRegressor } from './models.ts';

/** Doubles every value, and keeps how many rows came at a time. */
function doubling(width: number, options: { readonly maxRows?: number; readonly maxWaitMs?: number }) {
  const sizes: number[] = [];
  const runRows = async (flat: Float32Array) => {
    sizes.push(flat.length / width);
    if (flat.includes(13)) throw new Error('unlucky');
    return flat.map((value) => 2 * value);
  };
  const part = (results: Float32Array, start: number, count: number) =>
    results.slice(start * width, (start + count) * width);
  return { sizes, batch: microBatch(width, runRows, part, options) };
}

test('calls of one moment go together, each gets its own, and no batch is larger than allowed', async () => {
  const { sizes, batch } = doubling(2, { maxRows: 4, maxWaitMs: 0 });
  const rows = [
    [1, 2],
    [3, 4, 5, 6],
    [7, 8],
    [9, 10, 11, 12],
  ].map((values) => Float32Array.from(values));
  const answers = await Promise.all(rows.map((row) => batch.run(row)));
  expect(answers.map((answer) => [...answer])).toEqual(rows.map((row) => [...row].map((value) => 2 * value)));
  expect(sizes).toEqual([4, 2]);
});

test('a call of more rows than allowed goes alone', async () => {
  const { sizes, batch } = doubling(1, { maxRows: 2, maxWaitMs: 0 });
  await Promise.all([
    batch.run(Float32Array.of(1)),
    batch.run(Float32Array.of(1, 2, 3)),
    batch.run(Float32Array.of(4)),
  ]);
  expect(sizes).toEqual([1, 3, 1]);
});

test('a failure goes only to the call that it belongs to', async () => {
  const { batch } = doubling(1, { maxWaitMs: 0 });
  const calls = [1, 13, 2].map((value) => batch.run(Float32Array.of(value)));
  const settled = await Promise.allSettled(calls);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
});

test('rows may be written over as soon as the call has been made', async () => {
  const { batch } = doubling(1, { maxWaitMs: 0 });
  const row = Float32Array.of(1);
  const first = batch.run(row);
  row[0] = 5;
  expect([...(await first)]).toEqual([2]);
});

test('joined calls of a model answer as single ones, errors go to their own caller, and disposing waits for none', async () => {
  const { bytes, columns } = imageClassifier();
  await using single = await load(bytes);
  const model = await load(bytes, { batch: { maxWaitMs: 60_000 } });
  if (single.kind !== 'classification' || model.kind !== 'classification') throw new Error(model.kind);
  const rows = Array.from({ length: 20 }, (_, index) =>
    pixelRows(20, columns).subarray(index * columns, (index + 1) * columns),
  );
  const calls = rows.map((row) => model.predict(row));
  const wrong = expect(model.predict([1, 2, 3])).rejects.toMatchObject({ code: 'SHAPE_MISMATCH' });
  const lost = expect(model.predict(new Float32Array(columns).fill(Number.NaN))).rejects.toThrow(
    'row 1, value 1 is NaN',
  );
  const disposed = model.dispose();
  for (const [index, row] of rows.entries()) {
    const [alone] = await single.predict(row);
    const [together] = await calls[index]!;
    expect(together!.label).toBe(alone!.label);
    for (const [at, value] of alone!.probabilities.entries()) expect(together!.probabilities[at]).toBeCloseTo(value, 6);
  }
  await Promise.all([wrong, lost]);
  await disposed;
});

test("calls of somebody else's model and rows by name are joined too", async () => {
  const foreign = foreignModel();
  await using other = await load(foreign.bytes, { batch: { maxWaitMs: 0 } });
  const rows = pixelRows(3, foreign.columns);
  const row = (index: number) => rows.subarray(index * foreign.columns, (index + 1) * foreign.columns);
  const outputs = (await Promise.all([0, 1, 2].map((index) => other.predict(row(index))))) as Awaited<
    ReturnType<typeof other.run>
  >[];
  for (const [index, { logits }] of outputs.entries()) {
    expect(logits!.dims).toEqual([1, 4]);
    expect(logits!.data[0]).toBeCloseTo(foreign.logitsOf(row(index))[0]!, 3);
  }
  await using table = await load(tableRegressor().bytes, { batch: {} });
  if (table.kind !== 'regression') throw new Error(table.kind);
  const named = { age: 30, height: 1.8, city: 'Rome' };
  const [one, two] = await Promise.all([table.predict(named), table.predict({ ...named, age: 31 })]);
  expect(one.value).not.toBe(two.value);
});

test.each([{ maxRows: 0 }, { maxRows: 1.5 }, { maxWaitMs: -1 }, { maxWaitMs: Number.NaN }])(
  'refuses %o',
  async (batch) => {
    await expect(load(imageClassifier().bytes, { batch })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  },
);
