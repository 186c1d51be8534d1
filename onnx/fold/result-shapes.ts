import { intOf, intsOf } from '../attributes.ts';
import { elementCount } from '../element-type.ts';
import type { OnnxNode } from '../model.ts';
import type { Numbers } from './numbers.ts';
import { axisIn } from './strides.ts';

/** Axes, which are an attribute in older opsets and an input in newer ones. */
export function axesOf(node: OnnxNode, input: Numbers | undefined): readonly number[] | undefined {
  return input ? Array.from(input.values) : intsOf(node, 'axes');
}

export function squeezedShape(shape: readonly number[], axes: readonly number[] | undefined): number[] | undefined {
  if (!axes) return shape.filter((size) => size !== 1);
  const front = axes.map((axis) => axisIn(shape.length, axis));
  return front.some((axis) => axis === undefined || shape[axis] !== 1)
    ? undefined
    : shape.filter((_, axis) => !front.includes(axis));
}

export function unsqueezedShape(shape: readonly number[], axes: readonly number[] | undefined): number[] | undefined {
  if (!axes || axes.length > 64) return undefined;
  const rank = shape.length + axes.length;
  const added = new Set(axes.map((axis) => axisIn(rank, axis)));
  if (added.has(undefined) || added.size !== axes.length) return undefined;
  const rest = [...shape];
  return Array.from({ length: rank }, (_, axis) => (added.has(axis) ? 1 : rest.shift()!));
}

/** What Reshape makes of a shape: 0 keeps a size (unless allowed), -1 is the rest. */
export function reshapedShape(
  shape: readonly number[],
  target: ArrayLike<number>,
  allowZero: boolean,
): number[] | undefined {
  const wanted = Array.from(target, (size, axis) => (size === 0 && !allowZero ? (shape[axis] ?? 0) : size));
  const rest = elementCount(wanted.filter((size) => size !== -1));
  const result = wanted.map((size) => (size === -1 ? elementCount(shape) / rest : size));
  return result.every((size) => Number.isSafeInteger(size) && size >= 0) ? result : undefined;
}

/** What Flatten makes of a shape: a matrix. */
export function flattenedShape(node: OnnxNode, shape: readonly number[]): number[] {
  const axis = intOf(node, 'axis', 1);
  return [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis))];
}

/** Where Transpose takes its axes from, one after another; undefined where that is not each axis once. */
export function transposedAxes(node: OnnxNode, rank: number): number[] | undefined {
  const permutation = intsOf(node, 'perm') ?? Array.from({ length: rank }, (_, axis) => rank - 1 - axis);
  const isWhole = permutation.length === rank && new Set(permutation).size === rank;
  return isWhole && permutation.every((axis) => axisIn(rank, axis) === axis) ? permutation : undefined;
}

/** The axes that a reduction goes over: listed in an attribute or an input, or else all; undefined where there is no such axis. */
export function reducedAxes(node: OnnxNode, rank: number, input: Numbers | undefined): ReadonlySet<number> | undefined {
  const listed = axesOf(node, input) ?? [];
  if (listed.length === 0) return new Set(intOf(node, 'noop_with_empty_axes', 0) === 1 ? [] : Array(rank).keys());
  const axes = listed.map((axis) => axisIn(rank, axis)).filter((axis) => axis !== undefined);
  return axes.length === listed.length ? new Set(axes) : undefined;
}

/** What a reduction over these axes makes of a shape. */
export function reducedShape(node: OnnxNode, shape: readonly number[], axes: ReadonlySet<number>): number[] {
  return intOf(node, 'keepdims', 1) === 0
    ? shape.filter((_, axis) => !axes.has(axis))
    : shape.map((size, axis) => (axes.has(axis) ? 1 : size));
}
