import type { RandomStream } from '../../../core/index.ts';
import type { OnnxAttribute, OnnxModel, OnnxNode, OnnxTensor } from '../../../onnx/index.ts';
import { floatTensor, int64Tensor } from '../../../onnx/index.ts';
import { modelOf } from '../models.ts';

export const int = (value: number): OnnxAttribute => ({ type: 'int', value });
export const ints = (value: readonly number[]): OnnxAttribute => ({ type: 'ints', value });
export const real = (value: number): OnnxAttribute => ({ type: 'float', value });
export const text = (value: string): OnnxAttribute => ({ type: 'string', value });

/** Writes a model node by node, as an exporter of another house would. */
export interface ForeignGraph {
  readonly opset: number;
  readonly random: RandomStream;
  /** Adds a node and returns the name of its first output. */
  node(opType: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>): string;
  /** An initializer with random numbers around `mean`. */
  weights(shape: readonly number[], spread?: number, mean?: number): string;
  constant(shape: readonly number[], values: readonly number[]): string;
  indices(values: readonly number[], shape?: readonly number[]): string;
  add(tensor: OnnxTensor): string;
  model(
    input: readonly (number | string)[],
    outputs: Readonly<Record<string, readonly (number | string)[]>>,
  ): OnnxModel;
}

export function foreignGraph(opset: number, random: RandomStream): ForeignGraph {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const fresh = (prefix: string) => `${prefix}_${nodes.length + initializers.length}`;
  const add = (tensor: OnnxTensor) => {
    initializers.push(tensor);
    return tensor.name;
  };
  return {
    opset,
    random,
    add,
    node: (opType, inputs, attributes) => {
      const output = fresh('v');
      nodes.push({
        opType,
        name: `${opType}_${nodes.length}`,
        inputs,
        outputs: [output],
        ...(attributes && { attributes }),
      });
      return output;
    },
    weights: (shape, spread = 1, mean = 0) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const data = Float32Array.from({ length: count }, () => mean + spread * (2 * random.uniform() - 1));
      return add(floatTensor(fresh('w'), { shape, data }));
    },
    constant: (shape, values) => add(floatTensor(fresh('c'), { shape, data: Float32Array.from(values) })),
    indices: (values, shape = [values.length]) => add(int64Tensor(fresh('i'), shape, values)),
    model: (input, outputs) =>
      modelOf(
        {
          nodes,
          initializers,
          inputs: [{ name: 'x', elementType: 'float32', shape: input }],
          outputs: Object.entries(outputs).map(([name, shape]) => ({ name, elementType: 'float32', shape })),
        },
        { opsets: [{ domain: '', version: opset }] },
      ),
  };
}
