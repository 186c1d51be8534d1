import { describe, expect, test } from '@jest/globals';
import type { OnnxModel } from '../../onnx/index.ts';
import { nonFiniteInitializers, unknownOperators, validateModel } from '../../onnx/index.ts';
import { anyX, anyY, float, loopModel, modelOf, node, rawTensor, smallModel } from './models.ts';

const io = { inputs: [anyX], outputs: [anyY] };

function expectInvalid(model: OnnxModel, fragment: string | RegExp): void {
  expect(() => validateModel(model, 'bad.onnx')).toThrow(
    expect.objectContaining({ code: 'FORMAT_INVALID', message: expect.stringMatching(fragment) }),
  );
}

describe('validateModel', () => {
  test('accepts sound models, also with inner graphs that read outer values', () => {
    expect(() => validateModel(smallModel(), 'good.onnx')).not.toThrow();
    expect(() => validateModel(loopModel(2n), 'good.onnx')).not.toThrow();
  });

  test('accepts the same version of an opset named twice, as skl2onnx writes of forests', () => {
    const model = { ...smallModel(), opsets: [...smallModel().opsets, ...smallModel().opsets] };
    expect(() => validateModel(model, 'forest.onnx')).not.toThrow();
  });

  test.each<[string, OnnxModel, string]>([
    ['no opset', { ...smallModel(), opsets: [] }, 'imports no opset'],
    [
      'an opset twice',
      {
        ...smallModel(),
        opsets: [
          { domain: '', version: 1 },
          { domain: 'ai.onnx', version: 2 },
        ],
      },
      'twice',
    ],
    [
      'a domain that is not imported',
      modelOf({ ...io, nodes: [node('Magic', ['x'], ['y'], { domain: 'mine' })] }),
      '"mine", whose opset is not imported',
    ],
    [
      'a value read before it is defined',
      modelOf({ ...io, nodes: [node('Relu', ['h'], ['y']), node('Relu', ['x'], ['h'])] }),
      'node 0 \\(Relu\\) reads "h" before',
    ],
    [
      'a value defined twice',
      modelOf({ ...io, nodes: [node('Relu', ['x'], ['y']), node('Relu', ['x'], ['y'])] }),
      'node 1 \\(Relu\\) defines "y" a second time',
    ],
    [
      'an initializer overwritten by a node',
      modelOf({
        ...io,
        nodes: [node('Relu', ['x'], ['w']), node('Relu', ['w'], ['y'])],
        initializers: [float('w', [1], [1])],
      }),
      'defines "w" a second time',
    ],
    [
      'two initializers of one name',
      modelOf({ initializers: [float('w', [1], [1]), float('w', [1], [2])] }),
      'defines "w" a second time \\(as initializer',
    ],
    [
      'an output that nothing produces',
      modelOf({ ...io, nodes: [node('Relu', ['x'], ['z'])] }),
      'nothing produces the output "y"',
    ],
    [
      'an initializer without the bytes it needs',
      modelOf({ initializers: [rawTensor('w', 'int64', [3], BigInt64Array.of(1n))] }),
      '"w": int64\\[3\\] needs 24 bytes but there are 8',
    ],
  ])('refuses %s', (_, model, fragment) => {
    expectInvalid(model, fragment);
  });

  test('does not let a graph read what only an inner graph defines', () => {
    const model = loopModel(1n);
    expectInvalid(
      { ...model, graph: { ...model.graph, nodes: [...model.graph.nodes, node('Relu', ['sum'], ['late'])] } },
      'reads "sum" before',
    );
  });

  test('says in which inner graph the fault is', () => {
    const model = loopModel(1n);
    const initializers = model.graph.initializers.filter(({ name }) => name !== 'step');
    expectInvalid(
      { ...model, graph: { ...model.graph, initializers } },
      /graph "main", node 0 \(Loop\), graph "body", node 0 \(Add\) reads "step"/,
    );
  });
});

describe('unknownOperators', () => {
  test('lists operators of the standard domain that ONNX never had, inner graphs included', () => {
    const body = { name: '', nodes: [node('Frobnicate', [], [])], initializers: [], inputs: [], outputs: [] };
    const model = modelOf({
      nodes: [
        node('Relu', [], []),
        node('Upsample', [], []),
        node('Zap', [], [], { domain: 'com.microsoft' }),
        node('Zap', [], [], { attributes: { body: { type: 'graph', value: body } } }),
      ],
    });
    expect(unknownOperators(model)).toEqual(['Frobnicate', 'Zap']);
  });
});

describe('nonFiniteInitializers', () => {
  test('finds NaN and infinities in every float type and says where', () => {
    const model = modelOf({
      initializers: [
        float('fine', [2], [1, 3e38]),
        float('w', [3], [1, Number.NaN, Number.POSITIVE_INFINITY]),
        rawTensor('d', 'float64', [1], Float64Array.of(Number.NEGATIVE_INFINITY)),
        rawTensor('h', 'float16', [2], Uint16Array.of(0x7bff, 0xfc00)),
        rawTensor('b', 'bfloat16', [2], Uint16Array.of(0x7f7f, 0x7fc0)),
        rawTensor('i', 'int32', [1], Int32Array.of(0x7fc00000)),
      ],
    });
    expect(nonFiniteInitializers(model)).toEqual([
      { name: 'w', count: 2, firstIndex: 1 },
      { name: 'd', count: 1, firstIndex: 0 },
      { name: 'h', count: 1, firstIndex: 1 },
      { name: 'b', count: 1, firstIndex: 1 },
    ]);
  });
});
