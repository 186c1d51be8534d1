import { expect, test } from '@jest/globals';
import { parseNpy } from '../../../datasets/index.ts';
import { encodeNpy } from '../../../exporter/package/npy.ts';

test('arrays are written as NumPy writes them', () => {
  for (const values of [Float32Array.of(1.5, Number.NaN, -0), Float64Array.of(1 / 3, 2, 1e300)]) {
    const bytes = encodeNpy([3, 1], values);
    const npy = parseNpy(bytes, 'x.npy');
    expect({ shape: npy.shape, type: npy.type }).toEqual({
      shape: [3, 1],
      type: values instanceof Float64Array ? 'f8' : 'f4',
    });
    expect([0, 1, 2].map(npy.at)).toEqual([...values]);
    expect((bytes.length - values.byteLength) % 64).toBe(0);
  }
  expect(parseNpy(encodeNpy([2], Float32Array.of(1, 2)), 'x.npy').shape).toEqual([2]);
});
