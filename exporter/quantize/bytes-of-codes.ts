import type { OnnxNode } from '../../onnx/index.ts';
import type { CodedTensor } from './coded-tensor.ts';
import { type FreshName, float32, type Stored } from './stored.ts';

/** A byte for each code, one DequantizeLinear for each tensor. */
export function bytesOfCodes(tensor: CodedTensor, fresh: FreshName): Stored {
  const { name, shape, axis, codes, steps, columns } = tensor;
  const [stored, step] = [fresh(`${name}.codes`), fresh(`${name}.steps`)];
  const initializers = [
    { name: stored, elementType: 'int8' as const, shape, bytes: new Uint8Array(codes.slice().buffer) },
    float32(step, [steps.length], steps),
  ];
  const scaled = columns ? fresh(`${name}.rows`) : name;
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
    nodes: [dequantize, { opType: 'Mul', inputs: [scaled, factor], outputs: [name] }],
  };
}
