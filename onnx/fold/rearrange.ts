import { intOf, intsOf } from '../attributes.ts';
import { elementCount } from '../element-type.ts';
import type { OnnxNode } from '../model.ts';
import { type Numbers, type Operands, room } from './numbers.ts';
import { transposedAxes } from './result-shapes.ts';
import { axisIn, broadcastShape, broadcastStrides, eachOffset, stridesOf } from './strides.ts';

/** An operand's elements in another shape, in which neighbours along each axis lie `strides` apart in the operand (0 repeats). */
function laidOut({ elementType, values }: Numbers, shape: readonly number[], strides: readonly number[]): Numbers {
  const result = room(elementType, elementCount(shape));
  let at = 0;
  eachOffset(shape, strides, (offset) => {
    result[at++] = values[offset]!;
  });
  return { elementType, shape, values: result };
}

/** An operand repeated along axes of size 1, to a shape that it broadcasts to. */
export function broadcastTo(operand: Numbers, shape: readonly number[]): Numbers {
  return laidOut(operand, shape, broadcastStrides(operand.shape, shape));
}

/** Expand. */
export function expand(_: OnnxNode, [operand, target]: Operands, largest: number): Numbers | undefined {
  const shape = operand && target && broadcastShape([operand.shape, Array.from(target.values)]);
  return shape && elementCount(shape) <= largest ? broadcastTo(operand, shape) : undefined;
}

/** Transpose. */
export function transpose(node: OnnxNode, [operand]: Operands): Numbers | undefined {
  const axes = operand && transposedAxes(node, operand.shape.length);
  if (!axes) return undefined;
  const strides = stridesOf(operand.shape);
  return laidOut(
    operand,
    axes.map((axis) => operand.shape[axis]!),
    axes.map((axis) => strides[axis]!),
  );
}

/** Concat. */
export function concat(node: OnnxNode, operands: Operands, largest: number): Numbers | undefined {
  const parts = operands.filter((operand) => operand !== undefined);
  const first = parts[0];
  const axis = first && axisIn(first.shape.length, intOf(node, 'axis', 0));
  if (!first || axis === undefined) return undefined;
  const agrees = ({ shape }: Numbers) =>
    shape.length === first.shape.length && shape.every((size, at) => at === axis || size === first.shape[at]);
  if (!parts.every(agrees)) return undefined;
  const total = parts.reduce((sum, { shape }) => sum + shape[axis]!, 0);
  const shape = first.shape.with(axis, total);
  if (elementCount(shape) > largest) return undefined;
  const outer = elementCount(shape.slice(0, axis));
  const values = room(first.elementType, elementCount(shape));
  let at = 0;
  for (let row = 0; row < outer; row++) {
    for (const part of parts) {
      const run = part.values.length / outer;
      values.set(part.values.subarray(row * run, (row + 1) * run), at);
      at += run;
    }
  }
  return { elementType: first.elementType, shape, values };
}

/** Split: one of its parts, whose sizes are an input, before opset 13 an attribute, and without either equal but for the last. */
export function part(
  node: OnnxNode,
  [operand, sizesInput]: Operands,
  largest: number,
  at: number,
): Numbers | undefined {
  const axis = operand && axisIn(operand.shape.length, intOf(node, 'axis', 0));
  if (!operand || axis === undefined || (node.inputs[1] && !sizesInput)) return undefined;
  const whole = operand.shape[axis]!;
  const equal = Math.ceil(whole / node.outputs.length);
  const sizes = sizesInput
    ? Array.from(sizesInput.values)
    : (intsOf(node, 'split') ?? node.outputs.map((_, index) => Math.min(equal, whole - index * equal)));
  const isWhole = sizes.length === node.outputs.length && sizes.reduce((sum, size) => sum + size, 0) === whole;
  if (!isWhole || sizes.some((size) => size < 0)) return undefined;
  const start = sizes.slice(0, at).reduce((sum, size) => sum + size, 0);
  const indices = Float64Array.from({ length: sizes[at]! }, (_, index) => start + index);
  const along: OnnxNode = { ...node, attributes: { axis: { type: 'int', value: axis } } };
  return gather(along, [operand, { elementType: 'int64', shape: [indices.length], values: indices }], largest);
}

/** Gather. */
export function gather(node: OnnxNode, [operand, indices]: Operands, largest: number): Numbers | undefined {
  const axis = operand && axisIn(operand.shape.length, intOf(node, 'axis', 0));
  if (!operand || !indices || axis === undefined) return undefined;
  const size = operand.shape[axis]!;
  const wanted = Array.from(indices.values, (index) => axisIn(size, index));
  const shape = operand.shape.toSpliced(axis, 1, ...indices.shape);
  if (wanted.includes(undefined) || elementCount(shape) > largest) return undefined;
  const inner = elementCount(operand.shape.slice(axis + 1));
  const outer = elementCount(operand.shape.slice(0, axis));
  const values = room(operand.elementType, elementCount(shape));
  let at = 0;
  for (let row = 0; row < outer; row++) {
    for (const index of wanted) {
      const start = (row * size + index!) * inner;
      values.set(operand.values.subarray(start, start + inner), at);
      at += inner;
    }
  }
  return { elementType: operand.elementType, shape, values };
}

/** What Slice takes along an axis of `size`: `length` elements from `from` on, `step` apart. */
export interface SliceRange {
  readonly axis: number;
  readonly size: number;
  readonly from: number;
  readonly step: number;
  readonly length: number;
}

/**
 * Along which axes of a shape Slice takes what, one after the other; undefined where that makes no sense. Starts, ends and
 * axes are attributes before opset 10.
 * @param inputs but for the first
 */
export function sliceRanges(node: OnnxNode, shape: readonly number[], inputs: Operands): SliceRange[] | undefined {
  const listed = (index: number, name: string) =>
    inputs[index] ? Array.from(inputs[index].values) : intsOf(node, name);
  const isKnown = node.inputs.slice(1).every((name, index) => name === '' || inputs[index]);
  const starts = listed(0, 'starts');
  if (!starts || !isKnown) return undefined;
  const ends = listed(1, 'ends') ?? [];
  const axes = listed(2, 'axes') ?? starts.map((_, axis) => axis);
  const steps = listed(3, 'steps') ?? starts.map(() => 1);
  const sizes = [...shape];
  const ranges = starts.map((start, at): SliceRange | undefined => {
    const axis = axisIn(shape.length, axes[at] ?? -1);
    const step = steps[at] ?? 1;
    if (axis === undefined || step === 0) return undefined;
    const size = sizes[axis]!;
    // Backwards, a slice begins at the last element at most, and ends before the first.
    const [lowest, highest] = step > 0 ? [0, size] : [-1, size - 1];
    const within = (place: number) => Math.min(Math.max(place < 0 ? place + size : place, lowest), highest);
    const from = within(start);
    const length = Math.max(0, Math.ceil((within(ends[at] ?? size) - from) / step));
    sizes[axis] = length;
    return { axis, size, from, step, length };
  });
  return ranges.includes(undefined) ? undefined : (ranges as SliceRange[]);
}

/** Along one axis after another. */
export function slice(node: OnnxNode, [operand, ...inputs]: Operands, largest: number): Numbers | undefined {
  const ranges = operand && sliceRanges(node, operand.shape, inputs);
  if (!ranges) return undefined;
  let result: Numbers | undefined = operand;
  for (const { axis, from, step, length } of ranges) {
    const indices = Float64Array.from({ length }, (_, index) => from + index * step);
    const along: OnnxNode = { ...node, attributes: { axis: { type: 'int', value: axis } } };
    result = gather(along, [result, { elementType: 'int64', shape: [indices.length], values: indices }], largest);
    if (!result) return undefined;
  }
  return result;
}
