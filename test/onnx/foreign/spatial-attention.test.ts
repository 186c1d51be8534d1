import { describe, expect, test } from '@jest/globals';
import { isPrunable, randomStream, structureOf } from '../../../core/index.ts';
import { type ForeignGraph, foreignGraph, int, ints } from './foreign-graph.ts';
import { expectSame } from './parity.ts';

const shape = [3, 4, 6, 5];

function conv(g: ForeignGraph, x: string, inputs: number, units: number, groups = 1): string {
  const attributes = { group: int(groups), pads: ints([1, 1, 1, 1]) };
  return g.node('Conv', [x, g.weights([units, inputs / groups, 3, 3]), g.weights([units])], attributes);
}

function answered(g: ForeignGraph, image: string, channels: number) {
  const features = g.node('Flatten', [g.node('GlobalAveragePool', [image])]);
  return g.model(g.node('Gemm', [features, g.weights([channels, 3]), g.weights([3])]), ['N', 4, 6, 5], ['N', 3]);
}

/** A convolutional block attention module (arXiv 1807.06521). */
function attendedTwice(g: ForeignGraph, x: string, channels: number): string {
  const [narrow, wide] = [g.weights([2, channels, 1, 1]), g.weights([channels, 2, 1, 1])];
  const shared = (pooled: string) => g.node('Conv', [g.node('Relu', [g.node('Conv', [pooled, narrow])]), wide]);
  const both = [g.node('GlobalAveragePool', [x]), g.node('GlobalMaxPool', [x])].map(shared);
  const scaled = g.node('Mul', [x, g.node('Sigmoid', [g.node('Add', both)])]);
  const over = { axes: ints([1]), keepdims: int(1) };
  const places = g.node('Concat', [g.node('ReduceMean', [scaled], over), g.node('ReduceMax', [scaled], over)], {
    axis: int(1),
  });
  return g.node('Mul', [scaled, g.node('Sigmoid', [conv(g, places, 2, 1)])]);
}

describe('one number for each place', () => {
  test.each<[string, (g: ForeignGraph, body: string) => string]>([
    ['multiplies all channels', (g, x) => g.node('Mul', [x, g.node('Sigmoid', [conv(g, x, 8, 1)])])],
    ['comes first in the product', (g, x) => g.node('Mul', [g.node('Tanh', [conv(g, x, 8, 1)]), x])],
    ['is added to all channels', (g, x) => g.node('Add', [conv(g, x, 8, 1), x])],
    [
      'comes from the mean of the channels',
      (g, x) => {
        const mean = g.node('ReduceMean', [x], { axes: ints([1]), keepdims: int(1) });
        return g.node('Mul', [x, g.node('HardSigmoid', [conv(g, mean, 1, 1)])]);
      },
    ],
    [
      'comes from the largest of the channels',
      (g, x) => {
        const largest = g.node('ReduceMax', [conv(g, x, 8, 8)], { axes: ints([1]), keepdims: int(1) });
        return g.node('Mul', [x, g.node('Sigmoid', [conv(g, largest, 1, 1)])]);
      },
    ],
    ['comes from both, after a scale for each channel, as in CBAM', (g, x) => attendedTwice(g, x, 8)],
  ])('%s, which can be cut', async (_, gated) => {
    const g = foreignGraph(13, randomStream(1, 'places'));
    const body = g.node('Relu', [conv(g, 'x', 4, 8)]);
    const { body: found, obstacles } = await expectSame(answered(g, conv(g, gated(g, body), 8, 6), 6), shape);
    expect(obstacles).toEqual([]);
    const { levels } = structureOf(found!.network);
    expect(levels.filter(({ prunable }) => prunable).map(({ size }) => size)).toEqual(expect.arrayContaining([8, 6]));
  });
});

test.each([2, 4])('channels in %d groups become a convolution for each, and can be cut', async (groups) => {
  const g = foreignGraph(13, randomStream(groups, 'groups'));
  const first = g.node('Relu', [conv(g, 'x', 4, 8)]);
  const second = g.node('Relu', [conv(g, first, 8, 16, groups)]);
  const { body, obstacles } = await expectSame(answered(g, second, 16), shape);
  expect(obstacles).toEqual([]);
  expect(isPrunable(body!.network)).toBe(true);
});
