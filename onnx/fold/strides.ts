import { elementCount } from '../element-type.ts';

/** Row-major distances between neighbours along each axis. */
export function stridesOf(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length).fill(1);
  for (let axis = shape.length - 2; axis >= 0; axis--) strides[axis] = strides[axis + 1]! * shape[axis + 1]!;
  return strides;
}

/**
 * Calls `visit` with the offset of every element of `shape` in row-major order, in an array whose axes lie `strides`
 * apart (0 repeats).
 */
export function eachOffset(
  shape: readonly number[],
  strides: readonly number[],
  visit: (offset: number) => void,
): void {
  const total = elementCount(shape);
  const index = new Array<number>(shape.length).fill(0);
  let offset = 0;
  for (let count = 0; count < total; count++) {
    visit(offset);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      index[axis]!++;
      offset += strides[axis]!;
      if (index[axis]! < shape[axis]!) break;
      offset -= index[axis]! * strides[axis]!;
      index[axis] = 0;
    }
  }
}

/** The shape that arrays of these shapes broadcast to; undefined where they do not. */
export function broadcastShape(shapes: readonly (readonly number[])[]): number[] | undefined {
  const rank = shapes.reduce((highest, shape) => Math.max(highest, shape.length), 0);
  const result = Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map((shape) => shape[shape.length - rank + axis] ?? 1);
    const size = sizes.find((each) => each !== 1) ?? 1;
    return sizes.every((each) => each === 1 || each === size) ? size : undefined;
  });
  return result.includes(undefined) ? undefined : (result as number[]);
}

/** Strides of an array of `shape` seen as one of the larger `target`. */
export function broadcastStrides(shape: readonly number[], target: readonly number[]): number[] {
  const own = stridesOf(shape);
  const missing = target.length - shape.length;
  return target.map((_, axis) => (axis < missing || shape[axis - missing] === 1 ? 0 : own[axis - missing]!));
}

/** An axis counted from the front; undefined where there is none. */
export function axisIn(rank: number, axis: number): number | undefined {
  const front = axis < 0 ? axis + rank : axis;
  return Number.isInteger(front) && front >= 0 && front < rank ? front : undefined;
}
