import { joined, SecateurError } from '../../core/index.ts';
import { contentFault } from '../element-type.ts';
import {
  type ExternalPlace,
  elementTypes,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
} from '../model.ts';
import { valuesOf } from '../tensor-values.ts';
import { writeValue } from './encode-value.ts';
import {
  attributeSchema,
  attributeTypes,
  entrySchema,
  graphSchema,
  modelSchema,
  nodeSchema,
  opsetSchema,
  tensorSchema,
} from './schema.ts';
import {
  createWireWriter,
  finishWire,
  type WireWriter,
  writeBytes,
  writeFloat,
  writeFloats,
  writeInteger,
  writeIntegers,
  writeMessage,
  writePackedIntegers,
  writeText,
  writeTexts,
} from './wire-writer.ts';

/**
 * The bytes of an ONNX file. Equal models give equal bytes: attributes and metadata are written in the order of
 * their names. Every tensor is stored as `raw_data` and copied once, but for small 64-bit integers, which take fewer bytes in
 * `int64_data`.
 *
 * @throws SHAPE_MISMATCH when a tensor's bytes do not fit its shape; ARGUMENT_INVALID for what the format cannot
 * hold (fractions where integers belong, broken Unicode); UNSUPPORTED above 2 GiB.
 */
export function encodeModel(model: OnnxModel): Uint8Array {
  return joined(Uint8Array, encodePieces(model));
}

/**
 * The bytes of an ONNX file in stretches, large tensors being views of the model's own memory: writing them one after
 * another needs no memory for the file. Errors as `encodeModel`.
 */
export function encodePieces(model: OnnxModel): readonly Uint8Array[] {
  const wire = createWireWriter();
  const { fields } = modelSchema;
  writeInteger(wire, fields.irVersion, model.irVersion);
  if (model.producerName) writeText(wire, fields.producerName, model.producerName);
  if (model.producerVersion) writeText(wire, fields.producerVersion, model.producerVersion);
  writeMessage(wire, fields.graph, (inner) => writeGraph(inner, model.graph));
  for (const { domain, version } of model.opsets) {
    writeMessage(wire, fields.opsets, (inner) => {
      // Absence is the domain of ONNX itself.
      if (domain !== '') writeText(inner, opsetSchema.fields.domain, domain);
      writeInteger(inner, opsetSchema.fields.version, version);
    });
  }
  for (const [key, value] of byName(model.metadata)) {
    writeMessage(wire, fields.metadata, (inner) => {
      writeText(inner, entrySchema.fields.key, key);
      writeText(inner, entrySchema.fields.value, value);
    });
  }
  return finishWire(wire);
}

function writeGraph(wire: WireWriter, graph: OnnxGraph): void {
  const { fields } = graphSchema;
  for (const node of graph.nodes) writeMessage(wire, fields.nodes, (inner) => writeNode(inner, node));
  writeText(wire, fields.name, graph.name);
  for (const tensor of graph.initializers) {
    writeMessage(wire, fields.initializers, (inner) => writeTensor(inner, tensor));
  }
  for (const value of graph.inputs) writeMessage(wire, fields.inputs, (inner) => writeValue(inner, value));
  for (const value of graph.outputs) writeMessage(wire, fields.outputs, (inner) => writeValue(inner, value));
  for (const value of graph.values ?? []) writeMessage(wire, fields.values, (inner) => writeValue(inner, value));
}

function writeNode(wire: WireWriter, node: OnnxNode): void {
  const { fields } = nodeSchema;
  writeTexts(wire, fields.inputs, node.inputs);
  writeTexts(wire, fields.outputs, node.outputs);
  if (node.name) writeText(wire, fields.name, node.name);
  writeText(wire, fields.opType, node.opType);
  for (const [name, attribute] of byName(node.attributes ?? {})) {
    writeMessage(wire, fields.attributes, (inner) => writeAttribute(inner, name, attribute));
  }
  if (node.domain) writeText(wire, fields.domain, node.domain);
}

function writeAttribute(wire: WireWriter, name: string, attribute: OnnxAttribute): void {
  const { fields } = attributeSchema;
  writeText(wire, fields.name, name);
  switch (attribute.type) {
    case 'float':
      writeFloat(wire, fields.float, attribute.value);
      break;
    case 'int':
      // Absence is 0.
      if (attribute.value !== 0 && attribute.value !== 0n) writeInteger(wire, fields.int, attribute.value);
      break;
    case 'string':
      writeText(wire, fields.string, attribute.value);
      break;
    case 'tensor':
      writeMessage(wire, fields.tensor, (inner) => writeTensor(inner, attribute.value));
      break;
    case 'graph':
      writeMessage(wire, fields.graph, (inner) => writeGraph(inner, attribute.value));
      break;
    case 'floats':
      writeFloats(wire, fields.floats, attribute.value);
      break;
    case 'ints':
      writeIntegers(wire, fields.ints, attribute.value);
      break;
    case 'strings':
      writeTexts(wire, fields.strings, attribute.value);
      break;
    default:
      attribute satisfies never;
  }
  writeInteger(wire, fields.type, attributeTypes[attribute.type]);
}

function writeTensor(wire: WireWriter, tensor: OnnxTensor): void {
  const { fields } = tensorSchema;
  const fault = contentFault(tensor);
  if (fault !== undefined) {
    throw new SecateurError('SHAPE_MISMATCH', `Tensor '${tensor.name}': ${fault}. Make shape and content agree.`);
  }
  writeIntegers(wire, fields.shape, tensor.shape);
  writeInteger(wire, fields.elementType, elementTypes[tensor.elementType]);
  if (tensor.elementType === 'string') writeTexts(wire, fields.stringData, tensor.strings ?? []);
  if (tensor.name !== '') writeText(wire, fields.name, tensor.name);
  if (tensor.elementType === 'string') return;
  if (tensor.external) {
    writePlace(wire, tensor.external);
    return;
  }
  const integers = shortIntegers(tensor);
  if (integers) writePackedIntegers(wire, fields.int64Data, integers);
  else writeBytes(wire, fields.rawData, tensor.bytes);
}

const externalLocation = 1;

function writePlace(wire: WireWriter, { location, offset, length }: ExternalPlace): void {
  const { fields } = tensorSchema;
  for (const [key, value] of Object.entries({ location, offset: `${offset}`, length: `${length}` })) {
    writeMessage(wire, fields.externalData, (inner) => {
      writeText(inner, entrySchema.fields.key, key);
      writeText(inner, entrySchema.fields.value, value);
    });
  }
  writeInteger(wire, fields.dataLocation, externalLocation);
}

/** Integers of 64 bits that are shorter one by one than in 8 bytes each: shapes and small indices. */
function shortIntegers(tensor: OnnxTensor): BigInt64Array | undefined {
  if (tensor.elementType !== 'int64' || tensor.bytes.length === 0) return undefined;
  const values = valuesOf(tensor) as BigInt64Array;
  return values.every((value) => value >= 0n && value < 2n ** 49n) ? values : undefined;
}

/** Entries ordered by name, by UTF-16 code units: the same in every locale. */
function byName<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1));
}
