/**
 * Field numbers and wire types of the messages of onnx.proto that the codec reads or writes. A field that is not
 * listed is skipped when read: documentation strings, training information, annotations.
 */

/** `message` occurs at most once; a name in the plural is repeated (numbers packed or one by one). */
export type Wire =
  | 'varint'
  | 'varints'
  | 'fixed32'
  | 'fixed32s'
  | 'fixed64s'
  | 'bytes'
  | 'bytesList'
  | 'message'
  | 'messages';

export interface Field {
  readonly id: number;
  readonly wire: Wire;
}

export interface MessageSchema<Name extends string = string> {
  readonly message: string;
  readonly fields: Readonly<Record<Name, Field>>;
  readonly nameOfId: ReadonlyMap<number, Name>;
}

function message<Name extends string>(name: string, table: Record<Name, readonly [number, Wire]>): MessageSchema<Name> {
  const entries = Object.entries(table) as [Name, readonly [number, Wire]][];
  const fields = Object.fromEntries(entries.map(([field, [id, wire]]) => [field, { id, wire }]));
  return {
    message: name,
    fields: fields as Record<Name, Field>,
    nameOfId: new Map(entries.map(([field, [id]]) => [id, field])),
  };
}

export const modelSchema = message('ModelProto', {
  irVersion: [1, 'varint'],
  producerName: [2, 'bytes'],
  producerVersion: [3, 'bytes'],
  graph: [7, 'message'],
  opsets: [8, 'messages'],
  metadata: [14, 'messages'],
  functions: [25, 'messages'],
});

export const opsetSchema = message('OperatorSetIdProto', { domain: [1, 'bytes'], version: [2, 'varint'] });

export const entrySchema = message('StringStringEntryProto', { key: [1, 'bytes'], value: [2, 'bytes'] });

export const graphSchema = message('GraphProto', {
  nodes: [1, 'messages'],
  name: [2, 'bytes'],
  initializers: [5, 'messages'],
  inputs: [11, 'messages'],
  outputs: [12, 'messages'],
  values: [13, 'messages'],
  sparseInitializers: [15, 'messages'],
});

export const nodeSchema = message('NodeProto', {
  inputs: [1, 'bytesList'],
  outputs: [2, 'bytesList'],
  name: [3, 'bytes'],
  opType: [4, 'bytes'],
  attributes: [5, 'messages'],
  domain: [7, 'bytes'],
});

export const attributeSchema = message('AttributeProto', {
  name: [1, 'bytes'],
  float: [2, 'fixed32'],
  int: [3, 'varint'],
  string: [4, 'bytes'],
  tensor: [5, 'message'],
  graph: [6, 'message'],
  floats: [7, 'fixed32s'],
  ints: [8, 'varints'],
  strings: [9, 'bytesList'],
  type: [20, 'varint'],
  reference: [21, 'bytes'],
});

/** AttributeProto.AttributeType of the attributes we keep. */
export const attributeTypes = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  graph: 5,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

/** AttributeProto.AttributeType of those we refuse, for the message. */
export const refusedAttributeTypes: ReadonlyMap<number, string> = new Map([
  [9, 'a list of tensors'],
  [10, 'a list of graphs'],
  [11, 'a sparse tensor'],
  [12, 'a list of sparse tensors'],
  [13, 'a type'],
  [14, 'a list of types'],
]);

export const tensorSchema = message('TensorProto', {
  shape: [1, 'varints'],
  elementType: [2, 'varint'],
  segment: [3, 'message'],
  floatData: [4, 'fixed32s'],
  int32Data: [5, 'varints'],
  stringData: [6, 'bytesList'],
  int64Data: [7, 'varints'],
  name: [8, 'bytes'],
  rawData: [9, 'bytes'],
  doubleData: [10, 'fixed64s'],
  uint64Data: [11, 'varints'],
  externalData: [13, 'messages'],
  dataLocation: [14, 'varint'],
});

export const valueSchema = message('ValueInfoProto', { name: [1, 'bytes'], type: [2, 'bytes'] });

export const typeSchema = message('TypeProto', { tensor: [1, 'message'] });

export const tensorTypeSchema = message('TypeProto.Tensor', { elementType: [1, 'varint'], shape: [2, 'message'] });

export const shapeSchema = message('TensorShapeProto', { dimensions: [1, 'messages'] });

export const dimensionSchema = message('TensorShapeProto.Dimension', { size: [1, 'varint'], symbol: [2, 'bytes'] });
