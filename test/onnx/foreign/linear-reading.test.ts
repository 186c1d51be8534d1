import { describe, expect, test } from '@jest/globals';
import { start, type Weights } from '../../../onnx/foreign/expression.ts';
import { convolve } from '../../../onnx/foreign/read-convolution.ts';
import type { Reading } from '../../../onnx/foreign/seen.ts';
import { type OnnxModel, type OnnxNode, readForeign } from '../../../onnx/index.ts';
import { anyX, float, modelOf, node } from '../models.ts';
import { countedModel } from './counted-model.ts';

const square = float('w', [3, 3], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
const half = float('half', [1], [0.5]);
function list<Item>(length: number, at: (index: number) => Item): Item[] {
  return Array.from({ length }, (_, index) => at(index));
}

/** `first`, then for each step the nodes that make `v1`, `v2`, ... from the value before, and the product with weights. */
function chain(length: number, step: (from: string, to: string) => readonly OnnxNode[]): OnnxModel {
  const nodes = [node('MatMul', ['x', 'w'], ['v0'])];
  for (let at = 0; at < length; at++) nodes.push(...step(`v${at}`, `v${at + 1}`));
  nodes.push(node('MatMul', [`v${length}`, 'w'], ['y']));
  return modelOf({ nodes, initializers: [square, half], inputs: [anyX], outputs: [{ name: 'y' }] });
}

/** So many nodes that each begin something, and one that reads them all. */
function fan(length: number, branch: (at: number) => readonly OnnxNode[]): OnnxModel {
  const nodes = list(length, branch).flat();
  nodes.push(
    node(
      'Sum',
      list(length, (at) => `o${at}`),
      ['y'],
    ),
  );
  return modelOf({ nodes, initializers: [square, half], inputs: [anyX], outputs: [{ name: 'y' }] });
}

/** What a convolution in groups is read by. */
function inGroups(groups: bigint): Reading {
  const conv = node('Conv', ['x', 'w'], ['y'], { attributes: { group: { type: 'int', value: groups } } });
  const reading: Partial<Reading> = { node: conv, isExclusive: () => true };
  return reading as Reading;
}

describe('what is read of a graph grows with its size, and not faster:', () => {
  test.each<[string, (size: number) => OnnxModel]>([
    [
      'a sum of what was read, in many places, of one value',
      (size) => {
        const products = list(size, (at) => node('MatMul', ['q', 'w'], [`h${at}`]));
        const sum = node(
          'Sum',
          list(4 * size, (at) => `h${at % size}`),
          ['t'],
        );
        const nodes = [node('Sin', ['x'], ['q']), ...products, sum, node('MatMul', ['t', 'w'], ['y'])];
        return modelOf({ nodes, initializers: [square], inputs: [anyX], outputs: [{ name: 'y' }] });
      },
    ],
    ['products with the input', (size) => chain(size, (from, to) => [node('Mul', [from, 'x'], [to])])],
    [
      'branches that each begin behind an operator nobody reads',
      (size) => fan(size, (at) => [node('Sin', ['x'], [`q${at}`]), node('MatMul', [`q${at}`, 'w'], [`o${at}`])]),
    ],
    [
      'a spelled activation behind every layer',
      (size) =>
        chain(size, (from, to) => [
          node('MatMul', [from, 'w'], [`a${to}`]),
          node('Erf', [`a${to}`], [`e${to}`]),
          node('Mul', [`e${to}`, `a${to}`], [to]),
        ]),
    ],
  ])('%s', (_, make) => {
    const readsOf = (size: number) => {
      const { model, reads } = countedModel(make(size));
      readForeign(model);
      return reads();
    };
    expect(readsOf(200) / readsOf(50)).toBeLessThan(6);
  });

  test('weights are loaded once, however many groups take a part of them', () => {
    let loads = 0;
    const shape = [16, 2, 1, 1];
    const load: Weights['load'] = () => {
      loads++;
      return { weight: { shape, data: new Float32Array(32) }, bias: Float32Array.from({ length: 16 }, (_, at) => at) };
    };
    const seen = convolve(inGroups(8n), { expression: start([16, 5, 5]), rank: 4, isLast: false }, { shape, load });
    if (typeof seen === 'string') throw new Error(seen);
    const biases = seen.expression.sources.map(({ weights }) => [...weights!.load().bias]);
    expect(biases).toEqual(list(8, (group) => [2 * group, 2 * group + 1]));
    expect(loads).toBe(1);
  });

  test('channels that groups take from too many places are refused', () => {
    const places = Uint32Array.from({ length: 2048 }, (_, channel) => (channel % 8) * 256 + Math.floor(channel / 8));
    const image = { expression: start([2048, 5, 5]), rank: 4, isLast: false, places } as const;
    const load: Weights['load'] = () => {
      throw new Error('is not needed');
    };
    const why = 'has groups of channels from more places than networks have layers';
    expect(convolve(inGroups(256n), image, { shape: [256, 8, 1, 1], load })).toBe(why);
  });

  test('and more than any network has is refused where it begins', () => {
    const { obstacles } = readForeign(chain(800, (from, to) => [node('Mul', [from, 'half'], [to])]));
    expect(obstacles[0]).toMatchObject({
      node: 'v501',
      why: 'follows more sums and products with constants than are read',
    });
    const deep = readForeign(chain(2100, (from, to) => [node('Mul', [from, from], [to])]));
    expect(deep.body?.network.layers).toHaveLength(2000);
    expect(deep.obstacles[0]!.why).toBe('comes after more layers than networks have');
    const sums = readForeign(chain(200, (from, to) => [node('Sum', Array<string>(300).fill(from), [to])]));
    expect(sums.obstacles[0]!.why).toBe('comes after more layers than networks have');
    const wide = readForeign(chain(1, (from, to) => [node('Sum', Array<string>(3000).fill(from), [to])]));
    expect(wide.obstacles[0]!.why).toBe('adds more values than networks have layers');
  });
});
