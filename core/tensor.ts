import { SecateurError } from './errors.ts';
import { type Shape, sizeOf } from './shape.ts';

/** A dense row-major float32 array: what parameters, posteriors and compact networks are made of. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** @throws SHAPE_MISMATCH when `data` does not hold exactly the elements `shape` promises. */
export function tensor(shape: Shape, data: Float32Array | readonly number[]): Tensor {
  const values = data instanceof Float32Array ? data : Float32Array.from(data);
  if (values.length !== sizeOf(shape)) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `A tensor of shape [${shape.join(', ')}] needs ${sizeOf(shape)} values but got ${values.length}.`,
    );
  }
  return { shape, data: values };
}

export function filled(shape: Shape, value: number): Tensor {
  const data = new Float32Array(sizeOf(shape));
  // Zeros that nobody wrote take no memory yet.
  return { shape, data: value === 0 ? data : data.fill(value) };
}
