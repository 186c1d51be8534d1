import { expect, test } from '@jest/globals';
import { type Posterior, tensorNames } from '../../../core/index.ts';
import { formatsByPrecision, planPruning, type WeightFormat } from '../../../exporter/index.ts';
import { examplePosterior } from '../../support/posterior-example.ts';

const plan = (posterior: Posterior) => planPruning(posterior, { name: 'threshold', probability: 0.0001 });

/** Every slab as certain as `stdDev` says. */
function certain(posterior: Posterior, stdDevs: readonly number[]): Posterior {
  const tensors = { ...posterior.tensors };
  stdDevs.forEach((stdDev, index) => {
    const { shape, data } = tensors[tensorNames.slabMean(index)]!;
    tensors[tensorNames.slabLogStdDev(index)] = { shape, data: data.map(() => Math.log(stdDev)) };
  });
  return { ...posterior, tensors };
}

const bits = (formats: readonly WeightFormat[]) => formats.map((format) => Number(format.replace(/\D+/, '')));

test('layers that are known less precisely get fewer bits', () => {
  const posterior = examplePosterior([12, 10, 8, 3], 1);
  const coarse = bits(formatsByPrecision(certain(posterior, [0.3, 0.1, 0.03]), plan(posterior)));
  expect(coarse).toEqual(coarse.toSorted((a, b) => a - b));
  const fine = bits(formatsByPrecision(certain(posterior, [0.03, 0.03, 0.03]), plan(posterior)));
  expect(fine[0]).toBeGreaterThan(coarse[0]!);
});

test('a posterior that is certain of its weights keeps them as they are', () => {
  const posterior = examplePosterior([12, 10, 3], 2);
  expect(formatsByPrecision(certain(posterior, [1e-9, 1e-9]), plan(posterior))).toEqual(['float32', 'float32']);
});

test('a family that knows no spread of weights is refused', () => {
  const posterior = examplePosterior([4, 5, 3], 3);
  const { [tensorNames.slabLogStdDev(0)]: _, ...tensors } = posterior.tensors;
  expect(() => formatsByPrecision({ ...posterior, tensors }, plan(posterior))).toThrow(/how certain its weights are/);
});
