import { joined, quoted } from '../../core/index.ts';
import type { ElementType, OnnxTensor } from '../model.ts';
import type { ElementSink } from './element-sink.ts';
import { contentOf } from './element-sink.ts';
import { invalid, type WireReader } from './wire-reader.ts';

/** The value fields of one TensorProto as they were found; at most one of them may be used. */
export interface FoundData {
  raw: Uint8Array | undefined;
  float: Uint8Array[];
  double: Uint8Array[];
  int32: ElementSink;
  int64: ElementSink;
  uint64: ElementSink;
  strings: string[];
}

/** The tensor with the values that were found, in the layout of `raw_data` whichever field they came from. */
export function withContent(wire: WireReader, tensor: OnnxTensor, data: FoundData): OnnxTensor {
  const { elementType } = tensor;
  const used = [
    ...(data.raw?.length ? ['rawData'] : []),
    ...(data.float.length > 0 ? ['floatData'] : []),
    ...(data.double.length > 0 ? ['doubleData'] : []),
    ...(data.int32.length > 0 ? ['int32Data'] : []),
    ...(data.int64.length > 0 ? ['int64Data'] : []),
    ...(data.uint64.length > 0 ? ['uint64Data'] : []),
    ...(data.strings.length > 0 ? ['stringData'] : []),
  ];
  if (used.length > 1) throw invalid(wire, `tensor ${quoted(tensor.name)} has its values twice (${used.join(', ')})`);
  const [field] = used;
  if (field === undefined) return elementType === 'string' ? { ...tensor, strings: [] } : tensor;
  if (field === 'rawData' && elementType !== 'string') return { ...tensor, bytes: data.raw! };
  if (field !== fieldOf[elementType]) {
    throw invalid(wire, `tensor ${quoted(tensor.name)} of ${elementType} has its values in ${field}`);
  }
  switch (fieldOf[elementType]) {
    case 'stringData':
      return { ...tensor, strings: data.strings };
    case 'floatData':
      return { ...tensor, bytes: bytesOf(data.float) };
    case 'doubleData':
      return { ...tensor, bytes: bytesOf(data.double) };
    case 'int64Data':
      return { ...tensor, bytes: contentOf(data.int64) };
    case 'uint64Data':
      return { ...tensor, bytes: elementType === 'uint64' ? contentOf(data.uint64) : narrowed(wire, tensor, data) };
    case 'int32Data':
      return { ...tensor, bytes: elementType === 'int32' ? contentOf(data.int32) : narrowed(wire, tensor, data) };
  }
}

const fieldOf = {
  float32: 'floatData',
  float64: 'doubleData',
  string: 'stringData',
  int64: 'int64Data',
  uint64: 'uint64Data',
  uint32: 'uint64Data',
  int32: 'int32Data',
  uint16: 'int32Data',
  int16: 'int32Data',
  float16: 'int32Data',
  bfloat16: 'int32Data',
  uint8: 'int32Data',
  int8: 'int32Data',
  bool: 'int32Data',
  uint4: 'int32Data',
  int4: 'int32Data',
} as const satisfies Record<ElementType, string>;

/** Values of the types that the proto stores wider than `raw_data` does, in the width of `raw_data`. */
function narrowed(wire: WireReader, tensor: OnnxTensor, data: FoundData): Uint8Array {
  const { elementType } = tensor;
  const wide = elementType === 'uint32' ? data.uint64 : data.int32;
  const [minimum, maximum, bytesEach] = narrowRange(elementType);
  const count = wide.length / wide.width;
  const bytes = new Uint8Array(count * bytesEach);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < count; index++) {
    const offset = index * wide.width;
    const value =
      wide === data.uint64 ? Number(wide.view.getBigUint64(offset, true)) : wide.view.getInt32(offset, true);
    if (value < minimum || value > maximum) {
      throw invalid(wire, `tensor ${quoted(tensor.name)} of ${elementType} has the value ${value}`);
    }
    if (bytesEach === 4) view.setUint32(index * 4, value, true);
    else if (bytesEach === 2) view.setUint16(index * 2, value, true);
    else view.setUint8(index, value);
  }
  return bytes;
}

function narrowRange(elementType: ElementType): readonly [minimum: number, maximum: number, bytesEach: 1 | 2 | 4] {
  switch (elementType) {
    case 'uint32':
      return [0, 2 ** 32 - 1, 4];
    case 'int16':
      return [-(2 ** 15), 2 ** 15 - 1, 2];
    case 'uint16':
    case 'float16':
    case 'bfloat16':
      return [0, 2 ** 16 - 1, 2];
    case 'int8':
      return [-128, 127, 1];
    case 'bool':
      return [0, 1, 1];
    // Two 4-bit elements per stored number; writers disagree about its sign.
    case 'int4':
    case 'uint4':
      return [-128, 255, 1];
    default:
      return [0, 255, 1];
  }
}

function bytesOf(runs: readonly Uint8Array[]): Uint8Array {
  return runs.length === 1 ? runs[0]! : joined(Uint8Array, runs);
}
