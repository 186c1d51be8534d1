import { fieldsOf, textOf } from './wire.ts';

/** What a dimension is called that a model leaves open: its name or, where it has none, its input and its place there. */
export function dimensionName(dimension: number | string, input: string, axis: number): string {
  return typeof dimension === 'string' && dimension !== '' ? dimension : `${input}:${axis + 1}`;
}

/** The dimensions of a model's inputs that it leaves open. @throws FORMAT_INVALID for bytes that are no ONNX model */
export function openDimensions(bytes: Uint8Array, name: string): string[] {
  const within = (message: Uint8Array, number: number) =>
    [...fieldsOf(message, name)].flatMap((field) => (field.number === number && field.bytes ? [field.bytes] : []));
  const found = within(bytes, graphField)
    .flatMap((graph) => within(graph, inputField))
    .flatMap((input) => {
      const own = textOf(within(input, nameField)[0]);
      const dimensions = within(input, typeField)
        .flatMap((type) => within(type, tensorField))
        .flatMap((tensor) => within(tensor, shapeField))
        .flatMap((shape) => within(shape, dimensionField));
      return dimensions.flatMap((dimension, axis) => {
        const fields = [...fieldsOf(dimension, name)];
        const size = fields.find(({ number }) => number === sizeField)?.value;
        if (size !== undefined && size < 2 ** 63) return [];
        return [dimensionName(textOf(fields.find(({ number }) => number === symbolField)?.bytes), own, axis)];
      });
    });
  return [...new Set(found)];
}

// Field numbers of ModelProto, GraphProto, ValueInfoProto, TypeProto and TensorShapeProto (onnx.proto3).
const graphField = 7;
const inputField = 11;
const nameField = 1;
const typeField = 2;
const tensorField = 1;
const shapeField = 2;
const dimensionField = 1;
const sizeField = 1;
const symbolField = 2;
