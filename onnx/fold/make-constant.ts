import { intOf } from '../attributes.ts';
import { elementCount } from '../element-type.ts';
import type { ElementType, OnnxNode } from '../model.ts';
import { isFloat, type Numbers, numbersOf, type Operands, room } from './numbers.ts';

/** Constant. */
export function constantNode({ attributes = {} }: OnnxNode): Numbers | undefined {
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

/** ConstantOfShape: one number everywhere. */
export function constantOfShape({ attributes }: OnnxNode, [target]: Operands, largest: number): Numbers | undefined {
  const value = attributes?.['value'];
  const filling = value?.type === 'tensor' ? numbersOf(value.value) : undefined;
  const elementType = filling?.elementType ?? 'float32';
  const shape = target && Array.from(target.values);
  if (!shape?.every((size) => size >= 0) || elementCount(shape) > largest) return undefined;
  return { elementType, shape, values: room(elementType, elementCount(shape)).fill(filling?.values[0] ?? 0) };
}

/** What a Shape node makes of a value of this shape. */
export function shapeNumbers(node: OnnxNode, shape: readonly number[]): Numbers {
  const sizes = shape.slice(intOf(node, 'start', 0), node.attributes?.['end'] ? intOf(node, 'end', 0) : undefined);
  return { elementType: 'int64', shape: [sizes.length], values: Float64Array.from(sizes) };
}
