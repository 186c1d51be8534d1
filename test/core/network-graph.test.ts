import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  everything,
  foldBatchNorm,
  formatNetwork,
  graph,
  macCount,
  type NetworkSpec,
  narrowNetwork,
  parameterCount,
  parseNetwork,
  presetNetwork,
  randomStream,
  shapesOf,
  structureOf,
  throughNetwork,
  widthsOf,
} from '../../core/index.ts';
import { randomArchitecture, randomVectorArchitecture } from '../support/random-architecture.ts';

function expectRefusal(work: () => unknown, message: RegExp): void {
  expect(work).toThrow(expect.objectContaining({ code: 'NETWORK_INVALID', message: expect.stringMatching(message) }));
}

const levelSizes = (text: string) => widthsOf(parseNetwork(text));

describe('presets', () => {
  const image = { height: 32, width: 32, channels: 3 };

  test('have the published numbers of weights and multiply-accumulates', () => {
    const lenet5 = presetNetwork('lenet5', { height: 28, width: 28, channels: 1 }, 10)!;
    expect([parameterCount(lenet5), macCount(lenet5)]).toEqual([431_080, 2_293_000]);
    // MLPerf Tiny (arXiv 2106.07597) gives 12.5 million and 78 thousand.
    const resnet8 = foldBatchNorm(presetNetwork('resnet8', image, 10)!).network;
    expect([parameterCount(resnet8), macCount(resnet8)]).toEqual([77_706, 12_501_632]);
  });

  test('share indicators along residual sums and depthwise convolutions', () => {
    const resnet8 = structureOf(foldBatchNorm(presetNetwork('resnet8', image, 10)!).network);
    expect(resnet8.levels.map(({ size }) => size)).toEqual([3, 16, 16, 32, 32, 64, 64, 10]);
    const dsCnn = structureOf(foldBatchNorm(presetNetwork('ds-cnn', image, 10)!).network);
    expect(dsCnn.levels.map(({ size }) => size)).toEqual([3, 64, 64, 64, 64, 64, 10]);
    expect(dsCnn.weighted).toHaveLength(10);
  });
});

describe('images', () => {
  test('are read in either order of pixels and channels', () => {
    const [height, width, channels] = [3, 4, 2];
    const last = parseNetwork('3x4x2-c2k2-flat-3');
    const first = parseNetwork('3x4x2:chw-c2k2-flat-3');
    const answers = ({ image }: NetworkSpec, features: Float64Array) => {
      const passed = throughNetwork({ image, layers: [{ kind: 'flatten' }] }, graph.input('x', [1, features.length]), {
        weighted: () => graph.constant(0),
      });
      return graph.evaluate([passed], { x: features })[0]!;
    };
    const pixels = Float64Array.from({ length: height * width * channels }, (_, index) => index);
    const reordered = pixels.map(
      (_, at) => pixels[(at % (height * width)) * channels + Math.floor(at / (height * width))]!,
    );
    expect(answers(first, pixels)).toEqual(pixels);
    expect(answers(last, pixels)).toEqual(reordered);
  });
});

describe('levels', () => {
  test('of what the last layer puts out stay whole, wherever they are made', () => {
    const of = (text: string) => structureOf(parseNetwork(text));
    const residual = of('6x6x1-c4k3p1-c5k3p1-c4k3p1-add0-gavg');
    expect(residual.levels).toEqual([
      { name: 'inputs', size: 1, owner: undefined, prunable: false },
      { name: 'layers.1', size: 5, owner: 1, prunable: true },
      { name: 'layers.0', size: 4, owner: 0, prunable: false },
    ]);
    expect(residual.outputWidth).toBe(4);
    const flattened = of('6x6x1-c4k3-c2k3-flat');
    expect(flattened.levels.map(({ prunable }) => prunable)).toEqual([false, true, false]);
    expect(flattened.outputWidth).toBe(2 * 2 * 2);
    expect(of('4-3-4-@in:add1').levels.map(({ prunable }) => prunable)).toEqual([false, false]);
  });

  test('tie what a sum adds, and leave grouped channels alone', () => {
    expect(levelSizes('6x6x1-c4k3p1-c5k3p1-c4k3p1-add0-gavg-2')).toEqual([1, 4, 5, 2]);
    const grouped = structureOf(parseNetwork('6x6x1-c4k3-c6k3g2-c3k1-gavg-2'));
    expect(grouped.levels.map(({ prunable }) => prunable)).toEqual([false, false, false, true, false]);
  });

  test('run side by side along a concatenation, and are tied by sums of such and by depthwise filters', () => {
    const of = (text: string) => structureOf(parseNetwork(text));
    const dense = of('6x6x1-c4k3p1-c2k3p1-cat0-c6k3p1d-c2k3p1-cat2-c3k1-gavg-2');
    expect(dense.levels.map(({ size }) => size)).toEqual([1, 4, 2, 2, 3, 2]);
    const [joined, depthwise] = [dense.outputs[2]!, dense.weighted[2]!];
    expect(joined.map(({ level, size, block }) => [level, size, block])).toEqual([
      [2, 2, 1],
      [1, 4, 1],
    ]);
    expect(depthwise.output).toEqual(joined);
    expect(dense.levels.every(({ prunable }, level) => prunable === (level > 0 && level < 5))).toBe(true);
    const flattened = of('4x4x1-c2k1-c3k1-cat0-flat-2').weighted[2]!.input;
    expect(flattened.map(({ level, block }) => [level, block])).toEqual([
      [2, 16],
      [1, 16],
    ]);
    const sizes = (text: string) => of(text).levels.map(({ size, prunable }) => `${size}${prunable ? '' : ' whole'}`);
    expect(sizes('5-3-2-cat0-2-cat0-add2-4')).toEqual(['5', '3', '2', '4 whole']);
    expect(sizes('5-3-2-cat0-5-add2-4')).toEqual(['5', '3', '2', '4 whole']);
    // The features stay one level, and flattened images are divided in blocks.
    expect(sizes('5-3-2-cat0-addin-4')).toEqual(['5 whole', '3 whole', '2 whole', '4 whole']);
    expect(sizes('2x2x1-c3k1-flat-12-add1-4')).toEqual(['1 whole', '3 whole', '12 whole', '4 whole']);
  });

  test('are tied by products, and divided where something reads a part of them alone', () => {
    const sizes = (text: string) =>
      structureOf(parseNetwork(text)).levels.map(
        ({ name, size, prunable }) => `${name} ${size}${prunable ? '' : ' whole'}`,
      );
    // Squeeze and excitation: the scales come and go with what they scale.
    expect(sizes('6x6x1-c8k3-gavg-2-8=sigmoid-mul0-gavg-3')).toEqual([
      'inputs 1 whole',
      'layers.0 8',
      'layers.2 2',
      'layers.6 3 whole',
    ]);
    expect(sizes('6x6x1-c8k3-part0.3-c2k1-@0:part3.8-cat2-gavg-3')).toEqual([
      'inputs 1 whole',
      'layers.0 3',
      'layers.0.part1 5',
      'layers.2 2',
      'layers.6 3 whole',
    ]);
    // A part of a part, and the other half tied to it.
    expect(sizes('9-8-part0.4-part1.3-@0:part6.8-mul2-4')).toEqual([
      'inputs 9',
      'layers.0 1',
      'layers.0.part1 2',
      'layers.0.part2 1',
      'layers.0.part3 2',
      'layers.5 4 whole',
    ]);
    // Within a channel, and of the features, nothing can leave alone.
    expect(sizes('2x2x1-c3k1-flat-part0.6-4')).toEqual([
      'inputs 1 whole',
      'layers.0 3 whole',
      'layers.3 6 whole',
      'layers.3.part1 4 whole',
    ]);
    expect(sizes('5-part0.2-3-cat0-4')).toEqual([
      'inputs 5 whole',
      'layers.1 2 whole',
      'layers.1.part1 3',
      'layers.3 4 whole',
    ]);
  });

  test('keep sigmoid channels that padding would disturb', () => {
    const prunable = (text: string) => structureOf(parseNetwork(text)).levels.map((level) => level.prunable);
    expect(prunable('6x6x1-c4k3=sigmoid-c3k3-gavg-2')).toEqual([false, true, true, false]);
    expect(prunable('6x6x1-c4k3=sigmoid-c3k3p1-gavg-2')).toEqual([false, false, true, false]);
  });

  test('narrow to networks whose layers fit, with the counts that their weights have', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'narrow');
        const network = random.uniform() < 0.3 ? randomVectorArchitecture(random, 3) : randomArchitecture(random, 3);
        const { levels } = structureOf(network);
        const kept = everything(network).map((all, level) =>
          levels[level]!.prunable ? all.slice(0, 1 + Math.floor(random.uniform() * all.length)) : all,
        );
        const narrow = narrowNetwork(network, kept);
        expect(shapesOf(narrow)).toHaveLength(network.layers.length);
        expect(widthsOf(narrow)).toEqual(kept.map((indices) => indices.length));
        expect(parameterCount(narrow)).toBeLessThanOrEqual(parameterCount(network));
      }),
    );
  });
});

describe('batch normalisation', () => {
  test('is folded away, its activation taken over and later layers renumbered', () => {
    const { network } = foldBatchNorm(parseNetwork('6x6x1-c4k3p1-bn-c4k3p1-bn-add1-@1:c2k1-flat-2'));
    expect(formatNetwork(network)).toBe('6x6x1-c4k3p1-c4k3p1-add0-@0:c2k1-flat-2');
  });

  test.each(['6x6x1-c4k3=relu-bn-flat-2', '6x6x1-c4k3p1-c4k3p1-add0-bn-flat-2', '6x6x1-c4k3p1-bn-c4k3p1-add0-flat-2'])(
    'is refused where it cannot be: %s',
    (text) => {
      expectRefusal(() => foldBatchNorm(parseNetwork(text)), /\(batch-norm\) must follow/);
    },
  );
});
