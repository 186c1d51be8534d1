import { quoted, SecateurError } from '../../core/index.ts';
import { contentFault, elementTypeOf } from '../element-type.ts';
import type { OnnxTensor } from '../model.ts';
import { append, createSink, type ElementSink } from './element-sink.ts';
import { type ExternalEntries, readExternalEntry, referenceOf } from './external-data.ts';
import { tensorSchema } from './schema.ts';
import { type FoundData, withContent } from './tensor-content.ts';
import {
  invalid,
  readFields,
  readInteger,
  readMessage,
  readNumbers,
  readSize,
  readText,
  type WireReader,
} from './wire-reader.ts';

const external = 1;

/** Reads a TensorProto up to the end of the current message. */
export function readTensor(wire: WireReader): OnnxTensor {
  let name = '';
  let code = 0;
  let location = 0;
  const entries: ExternalEntries = new Map();
  const shape: number[] = [];
  const data: FoundData = {
    raw: undefined,
    float: [],
    double: [],
    int32: createSink(4),
    int64: createSink(8),
    uint64: createSink(8),
    strings: [],
  };
  const appendInteger = (sink: ElementSink) => () => append(sink, BigInt(readInteger(wire)));
  readFields(wire, tensorSchema, {
    name: () => {
      name = readText(wire);
    },
    elementType: () => {
      code = wire.reader.int32();
    },
    shape: (packed) =>
      readNumbers(wire, packed, () => shape.push(readSize(wire, `dimension ${shape.length} of a tensor`))),
    dataLocation: () => {
      location = wire.reader.int32();
    },
    externalData: () => {
      readMessage(wire, () => readExternalEntry(wire, entries));
    },
    segment: () => {
      throw unsupported(wire, name, 'is split into segments', 'Save it whole.');
    },
    rawData: () => {
      data.raw = wire.reader.bytes();
    },
    floatData: (packed) => data.float.push(readFixed(wire, packed, 4)),
    doubleData: (packed) => data.double.push(readFixed(wire, packed, 8)),
    int32Data: (packed) => readNumbers(wire, packed, appendInteger(data.int32)),
    int64Data: (packed) => readNumbers(wire, packed, appendInteger(data.int64)),
    uint64Data: (packed) => readNumbers(wire, packed, appendInteger(data.uint64)),
    stringData: () => data.strings.push(readText(wire)),
  });
  const elementType = elementTypeOf(code);
  if (elementType === undefined) {
    throw unsupported(wire, name, `has element type ${code}`, 'Convert it to a float or integer type first.');
  }
  const empty = { name, elementType, shape, bytes: new Uint8Array(0) };
  const isOutside = location === external || entries.size > 0;
  const tensor = isOutside ? withExternal(wire, empty, entries) : withContent(wire, empty, data);
  const fault = contentFault(tensor);
  if (fault !== undefined) throw invalid(wire, `tensor ${quoted(name)}: ${fault}`);
  return tensor;
}

function withExternal(wire: WireReader, tensor: OnnxTensor, entries: ExternalEntries): OnnxTensor {
  const { elementType, name } = tensor;
  const where = entries.has('location') ? `another file (${quoted(entries.get('location')!)})` : 'another file';
  if (!wire.readExternal || elementType === 'string') {
    const remedy = 'Read it from its path, or save the model as one file, without external data.';
    throw unsupported(wire, name, `keeps its values in ${where}`, remedy);
  }
  return { ...tensor, bytes: wire.readExternal(referenceOf(wire, tensor, entries)) };
}

function unsupported(wire: WireReader, name: string, fact: string, remedy: string): SecateurError {
  return new SecateurError('UNSUPPORTED', `${wire.source}: tensor ${quoted(name)} ${fact}. ${remedy}`);
}

/** A view of little-endian fixed-width numbers, which are stored exactly as in `raw_data`. */
function readFixed(wire: WireReader, packed: boolean, width: number): Uint8Array {
  const { reader } = wire;
  if (!packed) {
    reader.skip(width);
    return reader.raw(reader.pos - width, reader.pos);
  }
  const bytes = reader.bytes();
  if (bytes.length % width !== 0) throw invalid(wire, `${bytes.length} bytes of ${width}-byte numbers`);
  return bytes;
}
