import { intOf } from '../attributes.ts';
import { elementCount, elementTypeOf } from '../element-type.ts';
import type { OnnxNode } from '../model.ts';
import { isFloat, type Numbers, type Operands, room } from './numbers.ts';
import { broadcastTo } from './rearrange.ts';
import { reducedAxes, reducedShape } from './result-shapes.ts';
import { broadcastShape, broadcastStrides, eachOffset } from './strides.ts';

/** An operator on two operands, or (Min, Max) on any number of them. */
export function binary(compute: (left: number, right: number) => number) {
  return (_: OnnxNode, [first, ...others]: Operands, largest: number): Numbers | undefined =>
    others.reduce((left, right) => left && right && combined(left, right, compute, largest), first);
}

function combined(
  left: Numbers,
  right: Numbers,
  compute: (left: number, right: number) => number,
  largest: number,
): Numbers | undefined {
  const shape = broadcastShape([left.shape, right.shape]);
  if (!shape || elementCount(shape) > largest) return undefined;
  const result = broadcastTo(left, shape);
  const { elementType, values } = result;
  const whole = !isFloat(elementType);
  let at = 0;
  eachOffset(shape, broadcastStrides(right.shape, shape), (offset) => {
    const value = compute(values[at]!, right.values[offset]!);
    values[at++] = whole ? Math.trunc(value) : value;
  });
  return result;
}

export function unary(compute: (value: number) => number) {
  return (_: OnnxNode, [operand]: Operands): Numbers | undefined =>
    operand && { ...operand, values: operand.values.map(compute) };
}

/** Cast. */
export function cast(node: OnnxNode, [operand]: Operands): Numbers | undefined {
  const elementType = elementTypeOf(intOf(node, 'to', 0));
  if (!operand || !elementType || elementType === 'string') return undefined;
  const values = room(elementType, operand.values.length);
  for (const [at, value] of operand.values.entries()) {
    values[at] = elementType === 'bool' ? Number(value !== 0) : isFloat(elementType) ? value : Math.trunc(value);
  }
  return { elementType, shape: operand.shape, values };
}

/** ReduceProd. */
export function product(node: OnnxNode, [operand, axesInput]: Operands): Numbers | undefined {
  const axes = operand && reducedAxes(node, operand.shape.length, axesInput);
  if (!axes) return undefined;
  const { elementType, shape, values } = operand;
  const kept = shape.map((size, axis) => (axes.has(axis) ? 1 : size));
  const result = room(elementType, elementCount(kept)).fill(1);
  let at = 0;
  eachOffset(shape, broadcastStrides(kept, shape), (offset) => {
    result[offset]! *= values[at++]!;
  });
  return { elementType, shape: reducedShape(node, shape, axes), values: result };
}
