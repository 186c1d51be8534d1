import { describe, expect, test } from '@jest/globals';
import {
  decodeModel,
  encodeModel,
  type OnnxGraph,
  type OnnxModel,
  summarize,
  validateModel,
} from '../../onnx/index.ts';
import { load } from '../../runtime/index.ts';
import { anyX, anyY, float, modelOf, node, smallModel } from './models.ts';

const io = { inputs: [anyX], outputs: [anyY] };
const empty: OnnxGraph = { name: '', nodes: [], initializers: [], inputs: [], outputs: [] };

describe('a graph that makes no sense', () => {
  const senseless: readonly [string, OnnxModel, RegExp][] = [
    [
      'goes round in a circle',
      modelOf({ ...io, nodes: [node('Add', ['x', 'back'], ['y']), node('Relu', ['y'], ['back'])] }),
      /node 0 \(Add\) reads "back" before anything defines it/,
    ],
    [
      'has a node that reads itself',
      modelOf({ ...io, nodes: [node('Add', ['x', 'y'], ['y'], { name: 'snake' })] }),
      /node 0 \(Add "snake"\) reads "y" before/,
    ],
    [
      'has two inputs of one name',
      modelOf({ ...io, inputs: [anyX, anyX], nodes: [node('Gemm', ['x', 'x'], ['y'])] }),
      /defines "x" a second time \(as input\)/,
    ],
    [
      'lacks an initializer',
      modelOf({ ...io, nodes: [node('Gemm', ['x', 'w'], ['y'])] }),
      /node 0 \(Gemm\) reads "w" before/,
    ],
  ];

  test.each(senseless)('that %s is refused by name, and so by the runtime', async (_, model, message) => {
    const bytes = encodeModel(model);
    const decoded = decodeModel(bytes, 'stranger.onnx');
    expect(() => summarize(decoded)).not.toThrow();
    expect(() => validateModel(decoded, 'stranger.onnx')).toThrow(
      expect.objectContaining({ code: 'FORMAT_INVALID', message: expect.stringMatching(message) }),
    );
    await expect(load(bytes)).rejects.toMatchObject({ name: 'SecateurError' });
  });

  test('whose weights are no numbers still loads, for NaN may be meant', async () => {
    await using model = await load(encodeModel(smallModel([1, Number.NaN, 3, 4, 5, 6])));
    expect(model.kind).toBe('other');
  });
});

describe('a small file cannot make much work', () => {
  const many = 30_000;
  const constant = (index: number) => float(`i${index}`, [0], []);

  test('by constants that thousands of inner graphs could see', () => {
    const model = modelOf({
      initializers: Array.from({ length: many }, (_, index) => constant(index)),
      nodes: Array.from({ length: many }, (_, index) =>
        node('If', [], [`o${index}`], { attributes: { then_branch: { type: 'graph', value: empty } } }),
      ),
    });
    expect(summarize(decodeModel(encodeModel(model), 'wide.onnx')).parameters).toBe(0);
  });

  test('by shapes whose rank doubles at every node', () => {
    const chain = Array.from({ length: 60 }, (_, index) =>
      node('Gather', Array<string>(2).fill(index === 0 ? 'x' : `g${index}`), [`g${index + 1}`]),
    );
    const inputs = [{ name: 'x', elementType: 'int64', shape: [2, 2, 2] } as const];
    const model = modelOf({ nodes: [...chain, node('MatMul', ['g60', 'g60'], ['y'])], inputs });
    expect(summarize(decodeModel(encodeModel(model), 'deep.onnx')).macs).toBeUndefined();
  });

  test('by nodes with more inputs than a call takes arguments', () => {
    const inputs = Array<string>(300_000).fill('i0');
    const model = modelOf({ initializers: [constant(0)], nodes: [node('Sum', inputs, ['y'])] });
    expect(summarize(decodeModel(encodeModel(model), 'broad.onnx')).macs).toBe(0);
  });
});
