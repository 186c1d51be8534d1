import type { OnnxNode, OnnxTensor } from '../../onnx/index.ts';
import { type CodedTensor, commonStep } from './coded-tensor.ts';
import { withColumns } from './columns.ts';
import { scaledBlocks } from './scaled-blocks.ts';
import { type FreshName, float32, int8, type Stored, together } from './stored.ts';

export interface BytesOptions {
  /** What the weights are called, the tensor's own name by default. */
  readonly output?: string;
  /**
   * Whether a matrix whose units are its columns becomes a float constant when the model is loaded, by Cast and Mul.
   * onnxruntime makes one kernel of DequantizeLinear and such a product, MatMulNBits, which rounds what it multiplies to 8 bits:
   * probabilities then change by up to .006. False by default.
   */
  readonly isFolded?: boolean;
}

/** A byte for each code, and one DequantizeLinear for each tensor; that has no steps of blocks in the versions we write. */
export function bytesOfCodes(
  tensor: CodedTensor,
  fresh: FreshName,
  { output = tensor.name, isFolded = false }: BytesOptions = {},
): Stored {
  const { name, shape, axis, codes, block } = tensor;
  const stored = fresh(`${name}.codes`);
  const isMultiplied = isFolded && shape.length === 2 && axis === 1;
  const scaled = (result: string) => {
    if (block !== undefined) return castBlocks(tensor, stored, result, fresh);
    if (commonStep(tensor) === 1) return { initializers: [], nodes: [toFloat(stored, result)] };
    return (isMultiplied ? castColumns : dequantized)(tensor, stored, result, fresh);
  };
  return together([
    { initializers: [int8(stored, shape, codes)], nodes: [] },
    withColumns(tensor, fresh, scaled, output),
  ]);
}

function dequantized(tensor: CodedTensor, stored: string, output: string, fresh: FreshName): Stored {
  const { name, axis } = tensor;
  const common = commonStep(tensor);
  const step = fresh(`${name}.steps`);
  const node: OnnxNode = {
    opType: 'DequantizeLinear',
    inputs: [stored, step],
    outputs: [output],
    ...(common === undefined && axis !== 1 && { attributes: { axis: { type: 'int', value: axis } } }),
  };
  return { initializers: [stepsOf(tensor, step)], nodes: [node] };
}

function castColumns(tensor: CodedTensor, stored: string, output: string, fresh: FreshName): Stored {
  const [numbers, step] = [fresh(`${tensor.name}.numbers`), fresh(`${tensor.name}.steps`)];
  const product: OnnxNode = { opType: 'Mul', inputs: [numbers, step], outputs: [output] };
  return { initializers: [stepsOf(tensor, step)], nodes: [toFloat(stored, numbers), product] };
}

/** One number where all units share it. */
function stepsOf(tensor: CodedTensor, name: string): OnnxTensor {
  const common = commonStep(tensor);
  return common === undefined ? float32(name, [tensor.steps.length], tensor.steps) : float32(name, [], [common]);
}

function castBlocks(tensor: CodedTensor, stored: string, output: string, fresh: FreshName): Stored {
  const numbers = fresh(`${tensor.name}.numbers`);
  const cast = { initializers: [], nodes: [toFloat(stored, numbers)] };
  return together([cast, scaledBlocks(tensor, numbers, output, fresh)]);
}

function toFloat(input: string, output: string): OnnxNode {
  return { opType: 'Cast', inputs: [input], outputs: [output], attributes: { to: { type: 'int', value: 1 } } };
}
