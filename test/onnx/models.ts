import type { ElementType, OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from '../../onnx/index.ts';
import { floatTensor } from '../../onnx/index.ts';

export function float(name: string, shape: readonly number[], values: readonly number[]): OnnxTensor {
  return floatTensor(name, { shape, data: Float32Array.from(values) });
}

export function rawTensor(
  name: string,
  elementType: ElementType,
  shape: readonly number[],
  values: { readonly buffer: ArrayBuffer },
): OnnxTensor {
  return { name, elementType, shape, bytes: new Uint8Array(values.buffer) };
}

export function modelOf(graph: Partial<OnnxGraph>, rest: Partial<OnnxModel> = {}): OnnxModel {
  return {
    irVersion: 8,
    opsets: [{ domain: '', version: 17 }],
    graph: { name: 'main', nodes: [], initializers: [], inputs: [], outputs: [], ...graph },
    metadata: {},
    ...rest,
  };
}

export const anyX = { name: 'x', elementType: 'float32', shape: ['N', 3] } as const;
export const anyY = { name: 'y', elementType: 'float32', shape: ['N', 2] } as const;

export function node(opType: string, inputs: string[], outputs: string[], rest: Partial<OnnxNode> = {}): OnnxNode {
  return { opType, inputs, outputs, ...rest };
}

/** y = relu(x W + b), W [3, 2]. */
export function smallModel(weights: readonly number[] = [1, 2, 3, 4, 5, 6]): OnnxModel {
  return modelOf(
    {
      nodes: [node('Gemm', ['x', 'w', 'b'], ['h'], { name: 'dense' }), node('Relu', ['h'], ['y'])],
      initializers: [float('w', [3, 2], weights), float('b', [2], [0.5, -0.5])],
      inputs: [anyX],
      outputs: [anyY],
    },
    { producerName: 'test', metadata: { labels: '["a","b"]' } },
  );
}

/** A Loop that adds `step` to its state `trips` times, with an If inside that leaves the state as it is. */
export function loopModel(trips: bigint): OnnxModel {
  const branch = (name: string): OnnxGraph => ({
    name,
    nodes: [node('Identity', ['sum'], [`${name}_out`])],
    initializers: [],
    inputs: [],
    outputs: [{ name: `${name}_out`, elementType: 'float32', shape: [2] }],
  });
  const body: OnnxGraph = {
    name: 'body',
    nodes: [
      node('Add', ['state', 'step'], ['sum']),
      node('If', ['going'], ['next'], {
        attributes: {
          then_branch: { type: 'graph', value: branch('then') },
          else_branch: { type: 'graph', value: branch('else') },
        },
      }),
      node('Identity', ['going'], ['goOn']),
    ],
    initializers: [],
    inputs: [
      { name: 'iteration', elementType: 'int64', shape: [] },
      { name: 'going', elementType: 'bool', shape: [] },
      { name: 'state', elementType: 'float32', shape: [2] },
    ],
    outputs: [
      { name: 'goOn', elementType: 'bool', shape: [] },
      { name: 'next', elementType: 'float32', shape: [2] },
    ],
  };
  return modelOf({
    nodes: [node('Loop', ['trips', '', 'x'], ['y'], { attributes: { body: { type: 'graph', value: body } } })],
    initializers: [float('step', [2], [1, -2]), rawTensor('trips', 'int64', [], BigInt64Array.of(trips))],
    inputs: [{ name: 'x', elementType: 'float32', shape: [2] }],
    outputs: [{ name: 'y', elementType: 'float32', shape: [2] }],
  });
}
