import { SecateurError } from '../errors.ts';
import type { Shape } from '../shape.ts';

/** The shape of an elementwise operation on `shapes` (ONNX and numpy broadcasting). */
export function broadcastShapes(operation: string, ...shapes: readonly Shape[]): Shape {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[axis - rank + shape.length] ?? 1);
    const size = sizes.find((candidate) => candidate !== 1) ?? 1;
    if (sizes.some((candidate) => candidate !== 1 && candidate !== size)) {
      throw mismatch(operation, shapes, 'cannot be broadcast together');
    }
    return size;
  });
}

/** Axes of `to` along which a tensor of shape `from` is repeated when broadcast to it. */
export function broadcastAxes(from: Shape, to: Shape): number[] {
  const offset = to.length - from.length;
  return to.flatMap((size, axis) => (axis < offset || (from[axis - offset] === 1 && size !== 1) ? [axis] : []));
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** Row-major strides; 0 along axes of size 1 so that broadcasting is an index computation. */
export function broadcastStrides(shape: Shape, rank: number): number[] {
  const strides = new Array<number>(rank).fill(0);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis + rank - shape.length] = shape[axis] === 1 ? 0 : stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function mismatch(operation: string, shapes: readonly Shape[], why: string): SecateurError {
  const listed = shapes.map((shape) => `[${shape.join(', ')}]`).join(' and ');
  return new SecateurError('SHAPE_MISMATCH', `${operation}: shapes ${listed} ${why}.`);
}
