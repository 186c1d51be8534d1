import type { OnnxNode } from '../../onnx/index.ts';
import type { CodedTensor } from './coded-tensor.ts';
import { withColumns } from './columns.ts';
import { scaledBlocks } from './scaled-blocks.ts';
import { type FreshName, float32, int8, type Stored, together } from './stored.ts';

/**
 * A byte for each code, and one DequantizeLinear for each tensor; that has no steps of blocks in the versions we write.
 * @param output what the weights are called, the tensor's own name by default
 */
export function bytesOfCodes(tensor: CodedTensor, fresh: FreshName, output = tensor.name): Stored {
  const { name, shape, codes, block } = tensor;
  const stored = fresh(`${name}.codes`);
  const scaled = (result: string) =>
    block === undefined ? dequantized(tensor, stored, result, fresh) : castBlocks(tensor, stored, result, fresh);
  return together([
    { initializers: [int8(stored, shape, codes)], nodes: [] },
    withColumns(tensor, fresh, scaled, output),
  ]);
}

function dequantized({ name, axis, steps }: CodedTensor, stored: string, output: string, fresh: FreshName): Stored {
  const step = fresh(`${name}.steps`);
  const node: OnnxNode = {
    opType: 'DequantizeLinear',
    inputs: [stored, step],
    outputs: [output],
    ...(axis !== 1 && { attributes: { axis: { type: 'int', value: axis } } }),
  };
  return { initializers: [float32(step, [steps.length], steps)], nodes: [node] };
}

function castBlocks(tensor: CodedTensor, stored: string, output: string, fresh: FreshName): Stored {
  const numbers = fresh(`${tensor.name}.numbers`);
  const cast: OnnxNode = {
    opType: 'Cast',
    inputs: [stored],
    outputs: [numbers],
    attributes: { to: { type: 'int', value: 1 } },
  };
  return together([{ initializers: [], nodes: [cast] }, scaledBlocks(tensor, numbers, output, fresh)]);
}
