import { floatTensor, int64Tensor, type OnnxNode, type OnnxTensor } from '../../onnx/index.ts';

/** What takes the place of initializers: others, and the nodes that make of them what stood there. */
export interface Stored {
  readonly initializers: readonly OnnxTensor[];
  readonly nodes: readonly OnnxNode[];
}

/** Names that the graph does not use yet. */
export type FreshName = (stem: string) => string;

export function together(parts: readonly Stored[]): Stored {
  return {
    initializers: parts.flatMap(({ initializers }) => initializers),
    nodes: parts.flatMap(({ nodes }) => nodes),
  };
}

export function int64(name: string, values: readonly number[]): OnnxTensor {
  return int64Tensor(name, [values.length], values);
}

export function float32(name: string, shape: readonly number[], values: ArrayLike<number>): OnnxTensor {
  return floatTensor(name, { shape, data: Float32Array.from(values) });
}

export function int8(name: string, shape: readonly number[], values: Int8Array): OnnxTensor {
  return { name, elementType: 'int8', shape, bytes: new Uint8Array(values.slice().buffer) };
}

export function uint8(name: string, shape: readonly number[], values: ArrayLike<number>): OnnxTensor {
  return { name, elementType: 'uint8', shape, bytes: Uint8Array.from(values) };
}
