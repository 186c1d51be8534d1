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
  /** Adds a node, `Relu` or `com.microsoft.FusedConv`, and returns the name of its first output. */
  node(opType: string, inputs: readonly string[], attributes?: Readonly<Record<string, OnnxAttribute>>): string;
  /** The same for a node of several outputs. */
  several(
    opType: string,
    inputs: readonly string[],
    count: number,
    attributes?: Readonly<Record<string, OnnxAttribute>>,
  ): string[];
  /** An initializer with random numbers around `mean`. */
  weights(shape: readonly number[], spread?: number, mean?: number): string;
  constant(shape: readonly number[], values: readonly number[]): string;
  indices(values: readonly number[], shape?: readonly number[]): string;
  /** Random float16 numbers. */
  halves(shape: readonly number[]): string;
  /** Random int8 numbers. */
  bytes(shape: readonly number[]): string;
  /** The model from `x` to the value `last`, which it calls `y`. */
  model(last: string, input: readonly (number | string)[], output: readonly (number | string)[]): OnnxModel;
}

export function foreignGraph(opset: number, random: RandomStream): ForeignGraph {
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const fresh = (prefix: string) => `${prefix}_${nodes.length + initializers.length}`;
  const add = (tensor: OnnxTensor) => {
    initializers.push(tensor);
    return tensor.name;
  };
  const several: ForeignGraph['several'] = (opType, inputs, count, attributes) => {
    const output = fresh('v');
    const outputs = Array.from({ length: count }, (_, at) => (at === 0 ? output : `${output}_${at}`));
    const [, domain, own = opType] = /^(.+)\.(.+)$/.exec(opType) ?? [];
    nodes.push({
      opType: own,
      ...(domain && { domain }),
      name: `${opType}_${nodes.length}`,
      inputs,
      outputs,
      ...(attributes && { attributes }),
    });
    return outputs;
  };
  return {
    opset,
    random,
    node: (opType, inputs, attributes) => several(opType, inputs, 1, attributes)[0]!,
    several,
    weights: (shape, spread = 1, mean = 0) => {
      const data = Float32Array.from({ length: count(shape) }, () => mean + spread * (2 * random.uniform() - 1));
      return add(floatTensor(fresh('w'), { shape, data }));
    },
    constant: (shape, values) => add(floatTensor(fresh('c'), { shape, data: Float32Array.from(values) })),
    indices: (values, shape = [values.length]) => add(int64Tensor(fresh('i'), shape, values)),
    halves: (shape) => {
      const bits = Uint16Array.from(
        { length: count(shape) },
        () => (random.uniform() < 0.5 ? 0x8000 : 0) + 0x3000 + 0x800 * random.uniform(),
      );
      return add({ name: fresh('h'), elementType: 'float16', shape, bytes: new Uint8Array(bits.buffer) });
    },
    bytes: (shape) => {
      const values = Int8Array.from({ length: count(shape) }, () => 100 * (2 * random.uniform() - 1));
      return add({ name: fresh('b'), elementType: 'int8', shape, bytes: new Uint8Array(values.buffer) });
    },
    model: (last, input, output) =>
      modelOf(
        {
          nodes: nodes.map((node) => ({
            ...node,
            inputs: node.inputs.map(renamed(last)),
            outputs: node.outputs.map(renamed(last)),
          })),
          initializers,
          inputs: [{ name: 'x', elementType: 'float32', shape: input }],
          outputs: [{ name: 'y', elementType: 'float32', shape: output }],
        },
        {
          opsets: [
            { domain: '', version: opset },
            { domain: 'com.microsoft', version: 1 },
          ],
        },
      ),
  };
}

function renamed(last: string) {
  return (name: string) => (name === last ? 'y' : name);
}

function count(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}
