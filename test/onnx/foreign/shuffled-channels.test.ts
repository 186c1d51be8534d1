import { describe, expect, test } from '@jest/globals';
import { isPrunable, randomStream, structureOf } from '../../../core/index.ts';
import { type ForeignGraph, foreignGraph, int, ints } from './foreign-graph.ts';
import { expectSame } from './parity.ts';

const shape = [3, 6, 5, 5];
const graphOf = (seed: number) => foreignGraph(17, randomStream(seed, 'shuffled channels'));

function conv(g: ForeignGraph, x: string, inputs: number, units: number, groups = 1, side = 1): string {
  const attributes = { group: int(groups), pads: ints(Array<number>(4).fill((side - 1) / 2)) };
  return g.node('Conv', [x, g.weights([units, inputs / groups, side, side]), g.weights([units])], attributes);
}

function shuffled(g: ForeignGraph, x: string, channels: number, groups: number): string {
  const divided = g.node('Reshape', [x, g.indices([-1, groups, channels / groups, 5, 5])]);
  const turned = g.node('Transpose', [divided], { perm: ints([0, 2, 1, 3, 4]) });
  return g.node('Reshape', [turned, g.indices([-1, channels, 5, 5])]);
}

/** Mean over all places, and a dense layer. */
function answered(g: ForeignGraph, image: string, channels: number) {
  const features = g.node('Flatten', [g.node('GlobalAveragePool', [image])]);
  return g.model(g.node('Gemm', [features, g.weights([channels, 3]), g.weights([3])]), ['N', 6, 5, 5], ['N', 3]);
}

describe('channels in another order', () => {
  test.each<[string, (g: ForeignGraph, image: string) => string]>([
    ['of a depthwise convolution are put back before they are added', (g, x) => conv(g, x, 6, 6, 6, 3)],
    [
      'of a sum of two convolutions, pooled, are put back',
      (g, x) =>
        g.node('MaxPool', [g.node('Relu', [g.node('Add', [conv(g, x, 6, 6), conv(g, x, 6, 6, 1, 3)])])], {
          kernel_shape: ints([3, 3]),
          pads: ints([1, 1, 1, 1]),
        }),
    ],
    [
      'of gated channels are put back',
      (g, x) => {
        const gate = g.node('Sigmoid', [conv(g, g.node('GlobalAveragePool', [x]), 6, 6)]);
        return g.node('Mul', [conv(g, x, 6, 6), gate]);
      },
    ],
  ])('%s: the weights before them take the order up', async (_, branch) => {
    const g = graphOf(1);
    const stem = g.node('Relu', [conv(g, 'x', 6, 6)]);
    const inner = shuffled(g, branch(g, conv(g, stem, 6, 6)), 6, 2);
    const model = answered(g, g.node('Relu', [g.node('Add', [stem, inner])]), 6);
    const { body, obstacles } = await expectSame(model, shape);
    expect(obstacles).toEqual([]);
    expect(isPrunable(body!.network)).toBe(true);
    // Not by slices: channels come and go with those they are added to.
    expect(body!.network.layers.map(({ kind }) => kind)).not.toContain('slice');
    expect(
      structureOf(body!.network)
        .levels.filter(({ prunable }) => prunable)
        .every(({ size }) => size > 1),
    ).toBe(true);
  });

  test('of what something else needs too are sorted by slices', async () => {
    const g = graphOf(2);
    const stem = g.node('Relu', [conv(g, 'x', 6, 6)]);
    const model = answered(g, g.node('Add', [stem, shuffled(g, stem, 6, 3)]), 6);
    const { body, obstacles } = await expectSame(model, shape);
    expect(obstacles).toEqual([]);
    expect(body!.network.layers.map(({ kind }) => kind)).toContain('slice');
  });

  test.each([2, 3])('of the first version of ShuffleNet, in %d groups, are read group by group', async (groups) => {
    const g = graphOf(groups);
    const block = (x: string) => {
      const first = shuffled(g, g.node('Relu', [conv(g, x, 12, 12, groups)]), 12, groups);
      const last = conv(g, conv(g, first, 12, 12, 12, 3), 12, 12, groups);
      return g.node('Relu', [g.node('Add', [x, last])]);
    };
    const stem = g.node('Relu', [conv(g, 'x', 6, 12, 1, 3)]);
    const { body, obstacles } = await expectSame(answered(g, block(block(stem)), 12), shape);
    expect(obstacles).toEqual([]);
    const convolutions = body!.network.layers.filter(({ kind }) => kind === 'convolution');
    // The stem, and of each block two layers group by group around the depthwise one.
    expect(convolutions).toHaveLength(1 + 2 * (2 * groups + 1));
  });
});
