import { describe, expect, test } from '@jest/globals';
import { parameterCount, randomStream } from '../../../core/index.ts';
import { type OnnxModel, type OnnxNode, readForeign } from '../../../onnx/index.ts';
import { anyX, anyY, float, modelOf, node, smallModel } from '../models.ts';
import { foreignGraph, int, ints } from './foreign-graph.ts';

function codeOf(model: OnnxModel): string {
  try {
    readForeign(model);
    return 'none';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

const changed = (nodes: readonly OnnxNode[], rest = {}): OnnxModel => {
  const model = smallModel();
  return { ...model, graph: { ...model.graph, nodes, ...rest } };
};

describe('a typed error is thrown for', () => {
  test.each<[string, OnnxModel, string]>([
    [
      'nodes in a circle',
      changed([node('Add', ['x', 'b'], ['a']), node('Add', ['a', 'x'], ['b'])], {
        outputs: [{ name: 'b' }],
        initializers: [],
      }),
      'FORMAT_INVALID',
    ],
    ['a node that reads itself', changed([node('Add', ['x', 'y'], ['y'])]), 'FORMAT_INVALID'],
    ['a missing initializer', changed(smallModel().graph.nodes, { initializers: [] }), 'FORMAT_INVALID'],
    ['a value made twice', changed([node('Relu', ['x'], ['y']), node('Tanh', ['x'], ['y'])]), 'FORMAT_INVALID'],
    ['weights that are NaN', smallModel([1, 2, Number.NaN, 4, 5, 6]), 'DATA_INVALID'],
    ['infinite weights', smallModel([1, 2, 3, 4, 5, Number.POSITIVE_INFINITY]), 'DATA_INVALID'],
  ])('%s', (_, model, code) => expect(codeOf(model)).toBe(code));
});

test('weights that are no numbers are named with the file that holds them', () => {
  const model = smallModel([1, 2, Number.NaN, 4, 5, 6]);
  expect(() => readForeign(model, 'theirs.onnx')).toThrow(
    /^theirs\.onnx: the weights '.*' of .* hold NaN at position 2/,
  );
});

test('nodes out of order are put in order', () => {
  const { body } = readForeign(changed(smallModel().graph.nodes.toReversed()));
  expect(body?.output).toBe('h');
});

describe('nothing is pruned, and nothing thrown, where', () => {
  const images = { name: 'x', elementType: 'float32', shape: ['N', 2, 5, 5] } as const;
  const conv = (attributes: OnnxNode['attributes'], shape = [4, 2, 3, 3]) =>
    modelOf({
      nodes: [node('Conv', ['x', 'w'], ['h'], { attributes: attributes! }), node('Flatten', ['h'], ['y'])],
      initializers: [float('w', shape, new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(1))],
      inputs: [images],
      outputs: [{ name: 'y' }],
    });
  const gemm = (attributes: OnnxNode['attributes'], shape: readonly number[]) =>
    modelOf({
      nodes: [node('Gemm', ['x', 'w'], ['y'], { attributes: attributes! })],
      initializers: [float('w', shape, new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(1))],
      inputs: [anyX],
      outputs: [anyY],
    });
  test.each<[string, OnnxModel]>([
    ['the weight does not fit the features', gemm({}, [5, 2])],
    ['the weight has three axes', gemm({}, [3, 2, 1])],
    ['the weight is empty', gemm({}, [0, 2])],
    ['strides are 0', conv({ strides: ints([0, 1]) })],
    ['there is one stride', conv({ strides: ints([1]) })],
    ['pads are negative', conv({ pads: ints([-1, 0, 0, 0]) })],
    ['the window is larger than the image', conv({}, [4, 2, 9, 9])],
    ['groups do not divide the channels', conv({ group: int(3) })],
    ['there are no groups', conv({ group: int(0) })],
    ['dilations are 0', conv({ dilations: ints([0, 1]) })],
    ['the dilated window is larger than the image', conv({ dilations: ints([2, 3]) })],
    ['a channel count lies', conv({}, [4, 3, 3, 3])],
  ])('%s', (_, model) => {
    const { body, obstacles } = readForeign(model);
    expect(body).toBeUndefined();
    expect(obstacles).toHaveLength(1);
  });
});

test('a constant that claims 10^12 elements is not made', () => {
  const model = modelOf({
    nodes: [node('ConstantOfShape', ['s'], ['w'], {}), node('MatMul', ['x', 'w'], ['y'])],
    initializers: [
      {
        name: 's',
        elementType: 'int64',
        shape: [2],
        bytes: new Uint8Array(BigInt64Array.of(3n, 333_333_333_333n).buffer),
      },
    ],
    inputs: [anyX],
    outputs: [anyY],
  });
  expect(readForeign(model).body).toBeUndefined();
});

test('long chains are read in time that grows with their length', () => {
  const chain = (length: number): OnnxModel =>
    modelOf({
      nodes: Array.from({ length }, (_, at) =>
        node('Identity', [at === 0 ? 'x' : `v${at - 1}`], [at === length - 1 ? 'z' : `v${at}`]),
      ).concat(node('MatMul', ['z', 'w'], ['y'])),
      initializers: [float('w', [3, 2], [1, 2, 3, 4, 5, 6])],
      inputs: [anyX],
      outputs: [anyY],
    });
  expect(readForeign(chain(20_000)).body?.network.inputs).toBe(3);
});

test('channels joined with themselves again and again end the part that is read', () => {
  const g = foreignGraph(13, randomStream(1, 'hostile'));
  let value = g.node('Gemm', ['x', g.weights([3, 4]), g.weights([4])]);
  for (let times = 0; times < 40; times++) value = g.node('Concat', [value, value], { axis: int(1) });
  const { body } = readForeign(g.model(value, ['N', 3], ['N', 'many']));
  expect(parameterCount(body!.network)).toBe(16);
});

test('of 10^9 channels none are listed', () => {
  const g = foreignGraph(13, randomStream(1, 'hostile'));
  const read = g.node('Gemm', ['x', g.weights([3, 4]), g.weights([4])]);
  const some = g.node('Slice', ['x', g.indices([0]), g.indices([5e8]), g.indices([1])]);
  const joined = g.node('Concat', [read, some], { axis: int(1) });
  const { body, obstacles } = readForeign(g.model(joined, ['N', 1e9], ['N', 'many']));
  expect(body).toBeUndefined();
  expect(obstacles).not.toEqual([]);
});

describe('what has two layouts when it is flattened is not read as one:', () => {
  const flat = (g: ReturnType<typeof foreignGraph>, filters: number, stride: number) => {
    const conv = { strides: ints([stride, stride]), kernel_shape: ints([2, 2]) };
    const image = g.node('Conv', ['x', g.weights([filters, 2, 2, 2])], conv);
    return g.node('Reshape', [g.node('Transpose', [image], { perm: ints([0, 2, 3, 1]) }), g.indices([-1, 36])]);
  };
  const obstaclesOf = (sum: (g: ReturnType<typeof foreignGraph>) => string) => {
    const g = foreignGraph(17, randomStream(1, 'flattened'));
    const last = g.node('Gemm', [sum(g), g.weights([36, 3]), g.weights([3])]);
    return readForeign(g.model(last, ['N', 2, 4, 4], ['N', 3])).obstacles.map(({ why }) => why);
  };
  test('a sum of images of other sizes', () => {
    const why = obstaclesOf((g) => g.node('Add', [flat(g, 4, 1), flat(g, 9, 2)]));
    expect(why).toContain('adds images that were flattened in another order');
  });
  test('an activation beside what it is of', () => {
    const why = obstaclesOf((g) => {
      const image = flat(g, 4, 1);
      return g.node('Add', [g.node('Relu', [image]), image]);
    });
    expect(why.join()).toContain('is an activation of an image that was flattened in another order');
  });
});

test('a Split into 50,000 parts is refused, and not searched part by part', () => {
  const g = foreignGraph(11, randomStream(1, 'parts'));
  const [part = ''] = g.several('Split', [g.node('Gemm', ['x', g.weights([4, 8]), g.weights([8])])], 50_000, {
    axis: int(1),
  });
  const model = g.model(g.node('Gemm', [part, g.weights([8, 3]), g.weights([3])]), ['N', 4], ['N', 3]);
  expect(readForeign(model).obstacles.map(({ why }) => why)).toContain('splits channels into too many parts');
});
