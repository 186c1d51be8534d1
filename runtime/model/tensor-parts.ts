import type { Tensor, TensorConstructor } from 'onnxruntime-common';

/** What a tensor is made of: that goes from one process to another, and from one library to another. */
export interface TensorParts {
  readonly type: Tensor.Type;
  readonly data: Tensor.DataType;
  readonly dims: readonly number[];
}

export function partsOf(tensors: Readonly<Record<string, Tensor>>): Record<string, TensorParts> {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, { type, data, dims }]) => [name, { type, data, dims: [...dims] }]),
  );
}

/** Tensors of a library, from parts or from another's. */
export function tensorsFrom(
  parts: Readonly<Record<string, TensorParts>>,
  OwnTensor: TensorConstructor,
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(parts).map(([name, { type, data, dims }]) => [name, new OwnTensor(type, data, dims)]),
  );
}
