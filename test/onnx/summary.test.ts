import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { denseNetwork, macCount, parameterCount } from '../../core/index.ts';
import type { OnnxModel } from '../../onnx/index.ts';
import { int64Tensor, summarize } from '../../onnx/index.ts';
import { anyX, anyY, float, loopModel, modelOf, node, rawTensor, smallModel } from './models.ts';

function zeros(name: string, shape: readonly number[]) {
  return float(name, shape, Array(shape.reduce((product, size) => product * size, 1)).fill(0));
}

/** A dense network of these widths on raw pixels: Div by the scale, Gather of the inputs, then Gemm or MatMul + Add. */
function denseModel(widths: readonly number[], form: 'gemm' | 'matmul'): OnnxModel {
  const layers = widths
    .slice(1)
    .map((units, index) => ({ units, inputs: widths[index]!, from: `h${index}`, to: `h${index + 1}`, index }));
  return modelOf({
    nodes: [
      node('Div', ['x', 'scale'], ['scaled']),
      node('Gather', ['scaled', 'kept'], ['h0'], { attributes: { axis: { type: 'int', value: 1 } } }),
      ...layers.flatMap(({ from, to, index }) =>
        form === 'gemm'
          ? [
              node('Gemm', [from, `w${index}`, `b${index}`], [to], {
                attributes: { transB: { type: 'int', value: 1 } },
              }),
            ]
          : [node('MatMul', [from, `w${index}`], [`m${index}`]), node('Add', [`m${index}`, `b${index}`], [to])],
      ),
    ],
    initializers: [
      zeros('scale', [1]),
      int64Tensor('kept', [widths[0]!], [...Array(widths[0]!).keys()]),
      ...layers.flatMap(({ units, inputs, index }) => [
        zeros(`w${index}`, form === 'gemm' ? [units, inputs] : [inputs, units]),
        zeros(`b${index}`, [units]),
      ]),
    ],
    inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 100] }],
    outputs: [{ name: layers.at(-1)!.to, elementType: 'float32', shape: ['N', widths.at(-1)!] }],
  });
}

describe('summarize', () => {
  test('counts a dense network as core counts it, whichever operators it is written in', () => {
    const widths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 5 });
    fc.assert(
      fc.property(widths, fc.constantFrom('gemm' as const, 'matmul' as const), (sizes, form) => {
        const network = denseNetwork(sizes);
        expect(summarize(denseModel(sizes, form))).toMatchObject({
          parameters: parameterCount(network),
          macs: macCount(network),
        });
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  test('counts a convolution by its outputs, with padding, stride and groups', () => {
    const attributes = {
      pads: { type: 'ints', value: [1, 1, 1, 1] },
      strides: { type: 'ints', value: [2, 2] },
      group: { type: 'int', value: 2 },
    } as const;
    const model = modelOf({
      nodes: [
        node('Conv', ['x', 'w', 'b'], ['c'], { attributes }),
        node('Relu', ['c'], ['r']),
        node('GlobalAveragePool', ['r'], ['p']),
        node('Flatten', ['p'], ['f']),
        node('Gemm', ['f', 'v'], ['y']),
      ],
      initializers: [zeros('w', [8, 2, 3, 3]), zeros('b', [8]), zeros('v', [8, 5])],
      inputs: [{ name: 'x', elementType: 'float32', shape: ['N', 4, 28, 28] }],
      outputs: [{ name: 'y', elementType: 'float32', shape: ['N', 5] }],
    });
    expect(summarize(model)).toMatchObject({
      parameters: 8 * 2 * 9 + 8 + 40,
      macs: 8 * 14 * 14 * 2 * 9 + 40,
      operators: { Conv: 1, Flatten: 1, Gemm: 1, GlobalAveragePool: 1, Relu: 1 },
    });
  });

  test('counts a file that onnxruntime rewrote as the file before', () => {
    const model = denseModel([4, 6, 2], 'gemm');
    const nodes = model.graph.nodes.map((each) =>
      each.opType === 'Gemm' ? { ...each, opType: 'FusedGemm', domain: 'com.microsoft' } : each,
    );
    const { parameters, macs } = summarize(model);
    expect(parameters).toBe(4 * 6 + 6 + 6 * 2 + 2);
    expect(summarize({ ...model, graph: { ...model.graph, nodes } })).toMatchObject({ parameters, macs });
  });

  test.each(['Add', 'Sum'])('counts the bias that %s brings to a product', (operator) => {
    const model = modelOf({
      nodes: [node('MatMul', ['x', 'w'], ['m']), node(operator, ['m', 'b'], ['y'])],
      initializers: [zeros('w', [2, 3]), zeros('b', [3])],
      inputs: [anyX],
      outputs: [anyY],
    });
    expect(summarize(model).parameters).toBe(2 * 3 + 3);
  });

  test('counts quantised weights behind DequantizeLinear, but not their scales', () => {
    const model = modelOf({
      nodes: [node('DequantizeLinear', ['q', 's'], ['w']), node('MatMul', ['x', 'w'], ['y'])],
      initializers: [rawTensor('q', 'int8', [3, 2], new Int8Array(6)), float('s', [], [0.1])],
      inputs: [anyX],
      outputs: [anyY],
    });
    expect(summarize(model)).toMatchObject({ parameters: 6, macs: 6 });
  });

  test('does not count what is multiplied once, whether initializers or Constant nodes hold it', () => {
    const factors = [zeros('a', [3, 4]), zeros('b', [4, 2])];
    const products = [node('MatMul', ['a', 'b'], ['w']), node('MatMul', ['x', 'w'], ['y'])];
    const constants = factors.map((value) =>
      node('Constant', [], [value.name], { attributes: { value: { type: 'tensor', value } } }),
    );
    const shared = { inputs: [anyX], outputs: [anyY] };
    const models = [
      modelOf({ ...shared, nodes: products, initializers: factors }),
      modelOf({ ...shared, nodes: [...constants, ...products] }),
    ];
    expect(models.map((model) => summarize(model).macs)).toEqual([3 * 2, 3 * 2]);
  });

  test('counts behind what scikit-learn scales and in front of its labels, but not in its trees', () => {
    const behind = (opType: string) =>
      modelOf({
        nodes: [
          node(opType, ['x'], ['s'], { domain: 'ai.onnx.ml' }),
          node('MatMul', ['s', 'w'], ['m']),
          node('ArrayFeatureExtractor', ['m', 'k'], ['y'], { domain: 'ai.onnx.ml' }),
        ],
        initializers: [zeros('w', [3, 2]), int64Tensor('k', [1], [0])],
        inputs: [anyX],
        outputs: [anyY],
      });
    expect(summarize(behind('Scaler')).macs).toBe(6);
    expect(summarize(behind('TreeEnsembleRegressor')).macs).toBeUndefined();
  });

  test('does not guess multiply-accumulates that it cannot know', () => {
    const unknownShape = modelOf({
      nodes: [node('NonZero', ['x'], ['n']), node('MatMul', ['n', 'w'], ['y'])],
      initializers: [float('w', [1, 1], [1])],
      inputs: [anyX],
      outputs: [{ name: 'y' }],
    });
    expect(summarize(unknownShape).macs).toBeUndefined();
    expect(summarize(modelOf({ nodes: [node('Einsum', ['x', 'x'], ['y'])] })).macs).toBeUndefined();
    expect(
      summarize(modelOf({ nodes: [node('FusedGemm', [], [], { domain: 'com.microsoft' })] })).macs,
    ).toBeUndefined();
    expect(summarize(loopModel(3n)).macs).toBe(0);
  });

  test('tells what goes in and out and what the file says of itself', () => {
    expect(summarize(smallModel())).toStrictEqual({
      parameters: 8,
      macs: 6,
      opset: 17,
      irVersion: 8,
      inputs: [anyX],
      outputs: [anyY],
      operators: { Gemm: 1, Relu: 1 },
      metadata: { labels: '["a","b"]' },
    });
  });
});
