import type { OnnxNode, OnnxTensor } from '../../onnx/index.ts';

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
  const bytes = new Uint8Array(BigInt64Array.from(values, BigInt).buffer);
  return { name, elementType: 'int64', shape: [values.length], bytes };
}

export function float32(name: string, shape: readonly number[], values: ArrayLike<number>): OnnxTensor {
  return { name, elementType: 'float32', shape, bytes: new Uint8Array(Float32Array.from(values).buffer) };
}

export function uint8(name: string, shape: readonly number[], values: ArrayLike<number>): OnnxTensor {
  return { name, elementType: 'uint8', shape, bytes: Uint8Array.from(values) };
}
