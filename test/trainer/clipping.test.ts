import { describe, expect, test } from '@jest/globals';
import { denseNetwork, graph } from '../../core/index.ts';
import { fitPosterior, trainDense } from '../../trainer/index.ts';
import { clipping } from '../../trainer/step/clipping.ts';
import { expectError } from '../datasets/fixtures.ts';
import { smallClassification } from './synthetic-data.ts';

const dataset = smallClassification();
const options = { network: denseNetwork([4, 6, 2]), epochs: 4, batchSize: 16 };

describe('clipping gradients', () => {
  test.each([
    [10, 5, 1],
    [2.5, 5, 0.5],
  ])('at %p multiplies gradients of norm %p by %p', (limit, length, expected) => {
    const { norm, factor } = clipping([graph.constant([3, 0], [2]), graph.constant([[4]].flat(), [1, 1])], limit);
    const [[found], [by]] = graph.evaluate([norm, factor]) as unknown as [[number], [number]];
    expect(found).toBeCloseTo(length, 12);
    expect(by).toBeCloseTo(expected, 12);
  });

  test('changes nothing while no gradient is that long, and tells how long they are', async () => {
    const free = await fitPosterior(dataset, options);
    const clipped = await fitPosterior(dataset, { ...options, clipNorm: 1e6 });
    expect(clipped.posterior).toEqual(free.posterior);
    expect(free.history[0]!.figures).not.toHaveProperty('gradientNorm');
    expect(clipped.history.every(({ figures }) => figures['gradientNorm']! > 0)).toBe(true);
    const short = await trainDense(dataset, { ...options, clipNorm: 1e-9 });
    const long = await trainDense(dataset, options);
    // Adam makes steps of the same size of gradients that are all shortened, except where they vanish against its epsilon.
    expect(short.network).not.toEqual(long.network);
  });

  test.each([0, -1, NaN, Infinity])('at %p is refused', async (clipNorm) => {
    await expectError(trainDense(dataset, { ...options, clipNorm }), 'ARGUMENT_INVALID', /clip gradients/);
  });
});
