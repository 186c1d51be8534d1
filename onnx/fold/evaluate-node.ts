import { intOf, intsOf } from '../attributes.ts';
import { elementCount, elementTypeOf } from '../element-type.ts';
import type { ElementType, OnnxNode } from '../model.ts';
import { isStandard } from '../walk.ts';
import { dequantised } from './dequantise.ts';
import { isFloat, type Numbers, numbersOf, room } from './numbers.ts';
import { axisIn, broadcastShape, broadcastStrides, eachOffset, stridesOf } from './strides.ts';

/** A constant's operands: `undefined` is an input left out. */
type Operands = readonly (Numbers | undefined)[];
type Evaluate = (node: OnnxNode, operands: Operands, largest: number) => Numbers | undefined;

/** Whether a node can be computed when the values of its inputs are known. */
export function canEvaluate(node: OnnxNode): boolean {
  return isStandard(node) && table.has(node.opType);
}

/**
 * The first output of a node on known inputs, of any opset from 7; undefined where the operands make no sense.
 * @param largest elements that a result may have: a file can claim 10^9 in a few bytes
 */
export function evaluateNode(node: OnnxNode, operands: Operands, largest: number): Numbers | undefined {
  return canEvaluate(node) ? table.get(node.opType)!(node, operands, largest) : undefined;
}

const binary =
  (compute: (left: number, right: number) => number): Evaluate =>
  (_, [left, right], largest) => {
    const shape = left && right && broadcastShape([left.shape, right.shape]);
    if (!shape || elementCount(shape) > largest) return undefined;
    const { elementType } = left;
    const values = room(elementType, elementCount(shape));
    const rightOffsets = broadcastStrides(right.shape, shape);
    const whole = !isFloat(elementType);
    let at = 0;
    eachOffset(shape, broadcastStrides(left.shape, shape), (offset) => {
      values[at++] = left.values[offset]!;
    });
    at = 0;
    eachOffset(shape, rightOffsets, (offset) => {
      const value = compute(values[at]!, right.values[offset]!);
      values[at++] = whole ? Math.trunc(value) : value;
    });
    return { elementType, shape, values };
  };

const unary =
  (compute: (value: number) => number): Evaluate =>
  (_, [operand]) =>
    operand && { ...operand, values: operand.values.map(compute) };

const reshapedTo =
  (shapeFor: (node: OnnxNode, operands: Operands) => readonly number[] | undefined): Evaluate =>
  (node, operands) => {
    const [operand] = operands;
    const shape = operand && shapeFor(node, operands);
    return shape && elementCount(shape) === operand.values.length ? { ...operand, shape } : undefined;
  };

const table: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ['Constant', constantNode],
  ['Identity', (_, [operand]) => operand],
  ['Cast', cast],
  ['Add', binary((left, right) => left + right)],
  ['Sub', binary((left, right) => left - right)],
  ['Mul', binary((left, right) => left * right)],
  ['Div', binary((left, right) => left / right)],
  ['Pow', binary((left, right) => left ** right)],
  ['Min', binary(Math.min)],
  ['Max', binary(Math.max)],
  ['Neg', unary((value) => -value)],
  ['Abs', unary(Math.abs)],
  ['Sqrt', unary(Math.sqrt)],
  ['Exp', unary(Math.exp)],
  ['Reciprocal', unary((value) => 1 / value)],
  ['Floor', unary(Math.floor)],
  ['Ceil', unary(Math.ceil)],
  ['Reshape', reshapedTo(reshapeTarget)],
  ['Flatten', reshapedTo(flattened)],
  ['Squeeze', reshapedTo((node, operands) => squeezedShape(operands[0]!.shape, axesOf(node, operands[1])))],
  ['Unsqueeze', reshapedTo((node, operands) => unsqueezedShape(operands[0]!.shape, axesOf(node, operands[1])))],
  ['Transpose', transpose],
  ['Concat', concat],
  ['Gather', gather],
  ['Slice', slice],
  ['Expand', expand],
  ['ConstantOfShape', constantOfShape],
  ['Shape', (node, [operand]) => operand && shapeNumbers(node, operand.shape)],
  ['ReduceProd', (_, [operand]) => operand && product(operand)],
  ['DequantizeLinear', dequantised],
]);

/** What a Shape node makes of a value of this shape. */
export function shapeNumbers(node: OnnxNode, shape: readonly number[]): Numbers {
  const sizes = shape.slice(intOf(node, 'start', 0), node.attributes?.['end'] ? intOf(node, 'end', 0) : undefined);
  return { elementType: 'int64', shape: [sizes.length], values: Float64Array.from(sizes) };
}

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

function constantNode({ attributes = {} }: OnnxNode): Numbers | undefined {
  const list = (elementType: ElementType, values: readonly number[], shape: readonly number[]): Numbers => ({
    elementType,
    shape,
    values: isFloat(elementType) ? Float32Array.from(values) : Float64Array.from(values),
  });
  for (const [name, { type, value }] of Object.entries(attributes)) {
    if (name === 'value' && type === 'tensor') return numbersOf(value);
    if (name === 'value_float' && type === 'float') return list('float32', [value], []);
    if (name === 'value_floats' && type === 'floats') return list('float32', value, [value.length]);
    if (name === 'value_int' && type === 'int') return list('int64', [Number(value)], []);
    if (name === 'value_ints' && type === 'ints') return list('int64', value.map(Number), [value.length]);
  }
  return undefined;
}

function cast(node: OnnxNode, [operand]: Operands): Numbers | undefined {
  const elementType = elementTypeOf(intOf(node, 'to', 0));
  if (!operand || !elementType || elementType === 'string') return undefined;
  const values = room(elementType, operand.values.length);
  for (const [at, value] of operand.values.entries()) {
    values[at] = elementType === 'bool' ? Number(value !== 0) : isFloat(elementType) ? value : Math.trunc(value);
  }
  return { elementType, shape: operand.shape, values };
}

function reshapeTarget(node: OnnxNode, [operand, target]: Operands): number[] | undefined {
  return target && reshapedShape(operand!.shape, target.values, intOf(node, 'allowzero', 0) === 1);
}

function flattened(node: OnnxNode, [operand]: Operands): number[] {
  const { shape } = operand!;
  const axis = intOf(node, 'axis', 1);
  return [elementCount(shape.slice(0, axis)), elementCount(shape.slice(axis))];
}

function transpose(node: OnnxNode, [operand]: Operands): Numbers | undefined {
  if (!operand) return undefined;
  const { shape, values, elementType } = operand;
  const permutation = intsOf(node, 'perm') ?? shape.map((_, axis) => shape.length - 1 - axis);
  const axes = new Set(permutation.map((axis) => axisIn(shape.length, axis)));
  if (permutation.length !== shape.length || axes.has(undefined) || axes.size !== shape.length) return undefined;
  const strides = stridesOf(shape);
  const result = room(elementType, values.length);
  const turned = permutation.map((axis) => shape[axis]!);
  let at = 0;
  eachOffset(
    turned,
    permutation.map((axis) => strides[axis]!),
    (offset) => {
      result[at++] = values[offset]!;
    },
  );
  return { elementType, shape: turned, values: result };
}

function concat(node: OnnxNode, operands: Operands, largest: number): Numbers | undefined {
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

function gather(node: OnnxNode, [operand, indices]: Operands, largest: number): Numbers | undefined {
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

/** Starts, ends and axes are attributes before opset 10. Along one axis after another. */
function slice(node: OnnxNode, [operand, ...inputs]: Operands, largest: number): Numbers | undefined {
  if (!operand) return undefined;
  const listed = (index: number, name: string) =>
    inputs[index] ? Array.from(inputs[index].values) : intsOf(node, name);
  const starts = listed(0, 'starts') ?? [];
  const ends = listed(1, 'ends') ?? [];
  const axes = listed(2, 'axes') ?? starts.map((_, axis) => axis);
  const steps = listed(3, 'steps') ?? starts.map(() => 1);
  let result: Numbers | undefined = operand;
  for (const [at, start] of starts.entries()) {
    const axis = axisIn(operand.shape.length, axes[at] ?? -1);
    if (axis === undefined || steps[at] !== 1) return undefined;
    const size: number = result.shape[axis]!;
    const within = (place: number) => Math.min(Math.max(place < 0 ? place + size : place, 0), size);
    const from = within(start);
    const indices = Float64Array.from(
      { length: Math.max(0, within(ends[at] ?? size) - from) },
      (_, step) => from + step,
    );
    const along: OnnxNode = { ...node, attributes: { axis: { type: 'int', value: axis } } };
    result = gather(along, [result, { elementType: 'int64', shape: [indices.length], values: indices }], largest);
    if (!result) return undefined;
  }
  return result;
}

function expand(_: OnnxNode, [operand, target]: Operands, largest: number): Numbers | undefined {
  const shape = operand && target && broadcastShape([operand.shape, Array.from(target.values)]);
  if (!shape || elementCount(shape) > largest) return undefined;
  const values = room(operand.elementType, elementCount(shape));
  let at = 0;
  eachOffset(shape, broadcastStrides(operand.shape, shape), (offset) => {
    values[at++] = operand.values[offset]!;
  });
  return { elementType: operand.elementType, shape, values };
}

function constantOfShape({ attributes }: OnnxNode, [target]: Operands, largest: number): Numbers | undefined {
  const value = attributes?.['value'];
  const filling = value?.type === 'tensor' ? numbersOf(value.value) : undefined;
  const elementType = filling?.elementType ?? 'float32';
  const shape = target && Array.from(target.values);
  if (!shape?.every((size) => size >= 0) || elementCount(shape) > largest) return undefined;
  return { elementType, shape, values: room(elementType, elementCount(shape)).fill(filling?.values[0] ?? 0) };
}

function product({ elementType, values }: Numbers): Numbers {
  const result = room(elementType, 1);
  let total = 1;
  for (const value of values) total *= value;
  result[0] = total;
  return { elementType, shape: [1], values: result };
}
