/** Every array that travels as bytes, by the name its constructor carries in every realm. */
const constructors = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  BigInt64Array,
  BigUint64Array,
  Float32Array,
  Float64Array,
} as const;

export type TypedArrayName = keyof typeof constructors;
export type TypedArray = InstanceType<(typeof constructors)[TypedArrayName]>;

/** By tag, not by `instanceof`: arrays of another realm (a test, a frame) are as good. */
export function typedArrayName(value: object): TypedArrayName | undefined {
  if (!ArrayBuffer.isView(value)) return undefined;
  const tag: string = Object.prototype.toString.call(value).slice('[object '.length, -1);
  return isTypedArrayName(tag) ? tag : undefined;
}

export function isTypedArrayName(name: unknown): name is TypedArrayName {
  return typeof name === 'string' && Object.hasOwn(constructors, name);
}

export function elementBytes(name: TypedArrayName): number {
  return constructors[name].BYTES_PER_ELEMENT;
}

/** A view, no copy: `byteOffset` must be a multiple of the element's size. */
export function viewOn(name: TypedArrayName, buffer: ArrayBufferLike, byteOffset: number, length: number): TypedArray {
  return new constructors[name](buffer as ArrayBuffer, byteOffset, length);
}
