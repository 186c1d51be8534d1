import type { OnnxNode } from '../../onnx/index.ts';
import type { CodedTensor } from './coded-tensor.ts';
import { type FreshName, float32, int8, type Stored } from './stored.ts';

/**
 * A byte for each code, one DequantizeLinear for each tensor.
 * @param output what the weights are called, the tensor's own name by default
 */
export function bytesOfCodes(tensor: CodedTensor, fresh: FreshName, output = tensor.name): Stored {
  const { name, shape, axis, codes, steps, columns } = tensor;
  const [stored, step] = [fresh(`${name}.codes`), fresh(`${name}.steps`)];
  const initializers = [int8(stored, shape, codes), float32(step, [steps.length], steps)];
  const scaled = columns ? fresh(`${name}.rows`) : output;
  const dequantize: OnnxNode = {
    opType: 'DequantizeLinear',
    inputs: [stored, step],
    outputs: [scaled],
    ...(axis !== 1 && { attributes: { axis: { type: 'int', value: axis } } }),
  };
  if (!columns) return { initializers, nodes: [dequantize] };
  const factor = fresh(`${name}.columns`);
  return {
    initializers: [...initializers, float32(factor, shape.with(axis, 1), columns)],
    nodes: [dequantize, { opType: 'Mul', inputs: [scaled, factor], outputs: [output] }],
  };
}
