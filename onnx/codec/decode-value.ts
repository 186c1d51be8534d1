import { elementTypeOf } from '../element-type.ts';
import type { ElementType, OnnxValue } from '../model.ts';
import { dimensionSchema, shapeSchema, tensorTypeSchema, typeSchema, valueSchema } from './schema.ts';
import { invalid, readFields, readMessage, readSize, readText, type WireReader } from './wire-reader.ts';

type ValueType = Omit<OnnxValue, 'name'>;

/** Reads a ValueInfoProto up to the end of the current message. */
export function readValue(wire: WireReader): OnnxValue {
  let name = '';
  let type: ValueType = {};
  readFields(wire, valueSchema, {
    name: () => {
      name = readText(wire);
    },
    type: () => {
      type = readType(wire);
    },
  });
  if (name === '') throw invalid(wire, 'an input, output or value without a name');
  return { name, ...type };
}

function readType(wire: WireReader): ValueType {
  const { reader } = wire;
  const start = reader.pos;
  const encoded = reader.bytes();
  const end = reader.pos;
  reader.pos = start;
  let tensor: { type: ValueType; code: number } | undefined;
  readMessage(wire, () =>
    readFields(wire, typeSchema, {
      tensor: () => {
        tensor = readMessage(wire, readTensorType);
      },
    }),
  );
  reader.pos = end;
  if (encoded.length === 0) return {};
  const known = tensor !== undefined && (tensor.code === 0 || tensor.type.elementType !== undefined);
  return known ? tensor!.type : { otherType: encoded };
}

function readTensorType(wire: WireReader): { type: ValueType; code: number } {
  let code = 0;
  let shape: (number | string)[] | undefined;
  readFields(wire, tensorTypeSchema, {
    elementType: () => {
      code = wire.reader.int32();
    },
    shape: () => {
      shape = readMessage(wire, readShape);
    },
  });
  const elementType: ElementType | undefined = elementTypeOf(code);
  return {
    code,
    type: { ...(elementType === undefined ? {} : { elementType }), ...(shape === undefined ? {} : { shape }) },
  };
}

function readShape(wire: WireReader): (number | string)[] {
  const shape: (number | string)[] = [];
  readFields(wire, shapeSchema, { dimensions: () => shape.push(readMessage(wire, readDimension)) });
  return shape;
}

function readDimension(wire: WireReader): number | string {
  let dimension: number | string = '';
  readFields(wire, dimensionSchema, {
    size: () => {
      dimension = readSize(wire, 'a dimension');
    },
    symbol: () => {
      dimension = readText(wire);
    },
  });
  return dimension;
}
