import { elementTypes, type OnnxValue } from '../model.ts';
import { dimensionSchema, shapeSchema, tensorTypeSchema, typeSchema, valueSchema } from './schema.ts';
import { type WireWriter, writeBytes, writeInteger, writeMessage, writeText } from './wire-writer.ts';

/** Writes a ValueInfoProto. */
export function writeValue(wire: WireWriter, value: OnnxValue): void {
  const { elementType, shape, otherType } = value;
  writeText(wire, valueSchema.fields.name, value.name);
  if (otherType !== undefined) {
    writeBytes(wire, valueSchema.fields.type, otherType);
    return;
  }
  if (elementType === undefined && shape === undefined) return;
  writeMessage(wire, valueSchema.fields.type, (type) =>
    writeMessage(type, typeSchema.fields.tensor, (tensor) => {
      if (elementType !== undefined) {
        writeInteger(tensor, tensorTypeSchema.fields.elementType, elementTypes[elementType]);
      }
      if (shape !== undefined) {
        writeMessage(tensor, tensorTypeSchema.fields.shape, (inner) => {
          for (const dimension of shape) {
            writeMessage(inner, shapeSchema.fields.dimensions, (one) => writeDimension(one, dimension));
          }
        });
      }
    }),
  );
}

function writeDimension(wire: WireWriter, dimension: number | string): void {
  if (typeof dimension === 'number') writeInteger(wire, dimensionSchema.fields.size, dimension);
  else if (dimension !== '') writeText(wire, dimensionSchema.fields.symbol, dimension);
}
