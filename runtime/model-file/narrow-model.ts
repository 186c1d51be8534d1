import { joined, membersAt, SecateurError } from '../../core/essentials.ts';
import type { AdjustableParts } from './adjustable-parts.ts';
import { checkWidth } from './check-width.ts';
import { readMetadata } from './metadata.ts';
import { delimited, fieldsOf, packedNumbers, textOf, varintOf } from './wire.ts';

/**
 * The bytes of the network that the first members of each level are: its weights are cut before a session ever sees them,
 * so that a narrow network costs no more than if it had been exported alone.
 * @throws FORMAT_INVALID when the weights are not what the metadata says
 */
export function narrowModel(bytes: Uint8Array, parts: AdjustableParts, width: number, name: string): Uint8Array {
  if (width === 1) return bytes;
  const counts = parts.sizes.map((size) => membersAt(width, size));
  return rewritten(bytes, modelFields.graph, name, (graph) => [
    rewritten(graph, graphFields.initializer, name, (tensor) => cutTensor(tensor, parts, counts, name)),
  ]);
}

/** The bytes that a session is made of: of a file whose width is chosen when it is loaded those of its part. @throws as `load` */
export function modelAtWidth(bytes: Uint8Array, width: number, name: string): Uint8Array {
  const metadata = readMetadata(bytes, name);
  checkWidth(metadata, width, name);
  const { adjustable } = metadata!;
  return adjustable?.by === 'load' ? narrowModel(bytes, adjustable, width, name) : bytes;
}

// Field numbers of ModelProto, GraphProto and TensorProto (github.com/onnx/onnx, onnx.proto3).
const modelFields = { graph: 7 };
const graphFields = { initializer: 5 };
const tensorFields = { dims: 1, dataType: 2, int64Data: 7, name: 8, rawData: 9 };
/** Bytes of an element by TensorProto.DataType: float and the whole numbers that say which inputs are read. */
const elementBytes: Readonly<Record<number, number>> = { 1: 4, 2: 1, 3: 1, 4: 2, 5: 2, 6: 4, 7: 8 };

/** A message with the content of one of its fields changed, everything else as it stands. */
function rewritten(
  bytes: Uint8Array,
  field: number,
  name: string,
  change: (content: Uint8Array) => readonly Uint8Array[],
): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const { number, bytes: content, whole } of fieldsOf(bytes, name)) {
    parts.push(number === field && content ? delimited(field, change(content)) : whole);
  }
  return joined(Uint8Array, parts);
}

function cutTensor(bytes: Uint8Array, parts: AdjustableParts, counts: readonly number[], name: string): Uint8Array[] {
  const fields = [...fieldsOf(bytes, name)];
  const contentOf = (number: number) => fields.find((field) => field.number === number)?.bytes;
  const own = textOf(contentOf(tensorFields.name));
  const axes = Object.hasOwn(parts.tensors, own) ? parts.tensors[own] : undefined;
  if (!axes) return [bytes];
  const dims = fields
    .filter(({ number }) => number === tensorFields.dims)
    .flatMap(({ value, bytes: packed }) => (packed ? packedNumbers(packed) : [value ?? 0]));
  const whole = contentOf(tensorFields.int64Data);
  const raw = whole ? rawWholeNumbers(whole) : contentOf(tensorFields.rawData);
  const size = elementBytes[fields.find(({ number }) => number === tensorFields.dataType)?.value ?? 0];
  const isAsSaid =
    size !== undefined &&
    dims.length >= axes.length &&
    axes.every((axis, at) => axis === null || dims[at] === parts.sizes[axis[0]]! * axis[1]) &&
    raw?.length === dims.reduce((product, dimension) => product * dimension, size);
  if (!isAsSaid) {
    const what = `its weight '${own.slice(0, 100)}' is not what its metadata says of adjustable widths`;
    throw new SecateurError('FORMAT_INVALID', `${name}: ${what}. Export the model again.`);
  }
  const left = dims.map((dimension, at) => (axes[at] ? counts[axes[at][0]]! * axes[at][1] : dimension));
  return [
    delimited(tensorFields.dims, [Uint8Array.from(left.flatMap(varintOf))]),
    ...fields.filter(({ number }) => !replacedFields.includes(number)).map(({ whole }) => whole),
    delimited(tensorFields.rawData, [firstAlongAxes(raw, dims, left, size)]),
  ];
}

const replacedFields: readonly number[] = [tensorFields.dims, tensorFields.int64Data, tensorFields.rawData];

/** Packed whole numbers as they lie in `raw_data`. */
function rawWholeNumbers(packed: Uint8Array): Uint8Array | undefined {
  const numbers = packedNumbers(packed);
  return numbers.every(Number.isSafeInteger) ? new Uint8Array(BigInt64Array.from(numbers, BigInt).buffer) : undefined;
}

/** The elements whose index along each axis is below `left`. */
function firstAlongAxes(raw: Uint8Array, dims: readonly number[], left: readonly number[], elementSize: number) {
  const out = new Uint8Array(left.reduce((product, dimension) => product * dimension, elementSize));
  let end = 0;
  // What follows the last axis that is cut is copied in one piece.
  const last = dims.reduce((found, dimension, axis) => (left[axis] === dimension ? found : axis), 0);
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, size) => product * size, elementSize));
  const copy = (axis: number, start: number) => {
    if (axis === last) {
      const length = left[axis]! * strides[axis]!;
      out.set(raw.subarray(start, start + length), end);
      end += length;
    } else for (let index = 0; index < left[axis]!; index++) copy(axis + 1, start + index * strides[axis]!);
  };
  copy(0, 0);
  return out;
}
