import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { featuresOf, type InputSpec } from '../../core/index.ts';
import { encodeRows, encoderOf, type Rows } from '../../datasets/index.ts';

/** The definition in core, one value at a time. */
function reference(input: InputSpec, rows: Rows, indices: readonly number[]): Float32Array {
  const features = featuresOf(input);
  const columns = input.kind === 'image' ? input.height * input.width * input.channels : input.columns.length;
  return Float32Array.from(
    indices.flatMap((row) =>
      features.map((feature) => {
        const value = rows[row * columns + feature.column]!;
        if (feature.kind === 'indicator') return value === feature.category ? 1 : 0;
        if (feature.imputed && Number.isNaN(value)) return 0;
        return (value - feature.mean) / feature.scale;
      }),
    ),
  );
}

const table: InputSpec = {
  kind: 'table',
  columns: [
    { kind: 'numeric', name: 'age', mean: 40, scale: 10, imputed: true },
    { kind: 'categorical', name: 'city', categories: ['', 'Bergen', 'Oslo'] },
    { kind: 'numeric', name: 'weight', mean: -1, scale: 0.5, imputed: false },
  ],
};

describe('Encoded rows', () => {
  test('of images are what the definition says, for every width and alignment', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 3 }),
        fc.array(fc.nat(4), { maxLength: 6 }),
        fc.infiniteStream(fc.oneof(fc.constant(0), fc.nat(255))),
        (height, width, offset, indices, pixels) => {
          const input: InputSpec = { kind: 'image', height, width, channels: 1, scale: 255 };
          const bytes = new Uint8Array(offset + 5 * height * width);
          for (let index = 0; index < bytes.length; index++) bytes[index] = pixels.next().value;
          const rows = bytes.subarray(offset);
          const expected = reference(input, rows, indices);
          // A buffer with old values in it, longer than the batch: only the batch is written.
          const out = new Float32Array(expected.length + 3).fill(7);
          encoderOf(input).encode(rows, indices, out);
          expect(out).toEqual(Float32Array.of(...expected, 7, 7, 7));
          expect(encodeRows(input, Float32Array.from(rows), indices)).toEqual(expected);
        },
      ),
    );
  });

  test('of tables are what the definition says, missing and unknown values included', () => {
    const row = fc.tuple(
      fc.oneof(fc.constant(Number.NaN), fc.float({ noNaN: true, noDefaultInfinity: true })),
      fc.integer({ min: -1, max: 2 }),
      fc.float({ noNaN: true, noDefaultInfinity: true }),
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 3, maxLength: 3 }), fc.array(fc.nat(2)), (values, indices) => {
        const rows = Float32Array.from(values.flat());
        expect(encodeRows(table, rows, indices)).toEqual(reference(table, rows, indices));
      }),
    );
  });

  test('standardise, impute the mean and set one indicator', () => {
    const rows = Float32Array.of(60, 2, -1, Number.NaN, -1, 0);
    expect(Array.from(encodeRows(table, rows, Uint32Array.of(1, 0)))).toEqual([0, 0, 0, 0, 2, 2, 0, 0, 1, 0]);
  });
});
