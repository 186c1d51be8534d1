import { type ElementType, elementTypes, type OnnxTensor } from './model.ts';

const nameOfCode = new Map(Object.entries(elementTypes).map(([name, code]) => [code as number, name as ElementType]));

/** The name of a `TensorProto.DataType`, where it is one that we read and write. */
export function elementTypeOf(code: number): ElementType | undefined {
  return nameOfCode.get(code);
}

const bitsPerElement: Readonly<Record<ElementType, number>> = {
  float32: 32,
  uint8: 8,
  int8: 8,
  uint16: 16,
  int16: 16,
  int32: 32,
  int64: 64,
  string: 0,
  bool: 8,
  float16: 16,
  float64: 64,
  uint32: 32,
  uint64: 64,
  bfloat16: 16,
  uint4: 4,
  int4: 4,
};

/** Elements a shape promises, 1 for a scalar; Infinity when beyond counting. */
export function elementCount(shape: readonly number[]): number {
  return shape.includes(0) ? 0 : shape.reduce((product, size) => product * size, 1);
}

/** Bytes of `raw_data` that a tensor needs; two 4-bit elements share a byte. */
export function byteCount(elementType: ElementType, shape: readonly number[]): number {
  return Math.ceil((elementCount(shape) * bitsPerElement[elementType]) / 8);
}

/** Why a tensor's shape and content do not fit each other, in words; undefined when they do. */
export function contentFault(tensor: OnnxTensor): string | undefined {
  const { elementType, shape, bytes, strings = [] } = tensor;
  const promised = `${elementType}[${shape.join(', ')}]`;
  if (elementType === 'string') {
    const expected = elementCount(shape);
    return expected === strings.length
      ? undefined
      : `${promised} needs ${expected} strings but there are ${strings.length}`;
  }
  const expected = byteCount(elementType, shape);
  return expected === bytes.length ? undefined : `${promised} needs ${expected} bytes but there are ${bytes.length}`;
}
