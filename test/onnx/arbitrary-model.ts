import fc from 'fast-check';
import type {
  ElementType,
  OnnxAttribute,
  OnnxGraph,
  OnnxModel,
  OnnxNode,
  OnnxTensor,
  OnnxValue,
} from '../../onnx/index.ts';
import { elementTypes } from '../../onnx/index.ts';

const bits: Readonly<Record<ElementType, number>> = {
  ...{ float32: 32, uint8: 8, int8: 8, uint16: 16, int16: 16, int32: 32, int64: 64, string: 0 },
  ...{ bool: 8, float16: 16, float64: 64, uint32: 32, uint64: 64, bfloat16: 16, uint4: 4, int4: 4 },
};

const text = fc.string({ unit: 'grapheme', maxLength: 12 });
const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const elementType = fc.constantFrom(...(Object.keys(elementTypes) as ElementType[]));

const tensor: fc.Arbitrary<OnnxTensor> = fc
  .record({ name: text, elementType, shape: fc.array(fc.nat({ max: 5 }), { maxLength: 3 }) }, { noNullPrototype: true })
  .chain(({ name, elementType, shape }): fc.Arbitrary<OnnxTensor> => {
    const count = shape.reduce((product, size) => product * size, 1);
    if (elementType === 'string') {
      return fc
        .array(text, { minLength: count, maxLength: count })
        .map((strings) => ({ name, elementType, shape, bytes: new Uint8Array(0), strings }));
    }
    const length = Math.ceil((count * bits[elementType]) / 8);
    return fc
      .uint8Array({ minLength: length, maxLength: length })
      .map((bytes) => ({ name, elementType, shape, bytes }));
  });

const value: fc.Arbitrary<OnnxValue> = fc.oneof(
  fc.record(
    {
      name,
      elementType,
      shape: fc.array(fc.oneof(fc.nat({ max: Number.MAX_SAFE_INTEGER }), text), { maxLength: 4 }),
    },
    { requiredKeys: ['name'], noNullPrototype: true },
  ),
  // A sequence of float tensors: field 4 { field 1 { field 1 { elem_type 1 } } }.
  name.map((name) => ({ name, otherType: Uint8Array.of(0x22, 6, 0x0a, 4, 0x0a, 2, 0x08, 1) })),
);

const integer = fc.oneof(
  fc.maxSafeInteger(),
  fc.constantFrom(2n ** 63n - 1n, -(2n ** 63n), BigInt(Number.MAX_SAFE_INTEGER) + 1n),
);
const float = fc.float();

function attribute(depth: number): fc.Arbitrary<OnnxAttribute> {
  const plain: fc.Arbitrary<OnnxAttribute>[] = [
    float.map((value) => ({ type: 'float', value })),
    integer.map((value) => ({ type: 'int', value })),
    text.map((value) => ({ type: 'string', value })),
    tensor.map((value) => ({ type: 'tensor', value })),
    fc.array(float, { maxLength: 4 }).map((value) => ({ type: 'floats', value })),
    fc.array(integer, { maxLength: 4 }).map((value) => ({ type: 'ints', value })),
    fc.array(text, { maxLength: 4 }).map((value) => ({ type: 'strings', value })),
  ];
  if (depth > 0) plain.push(graph(depth - 1).map((value) => ({ type: 'graph', value })));
  return fc.oneof(...plain);
}

function node(depth: number): fc.Arbitrary<OnnxNode> {
  return fc
    .record(
      {
        opType: name,
        domain: name.filter((domain) => domain !== 'ai.onnx'),
        name,
        inputs: fc.array(text, { maxLength: 3 }),
        outputs: fc.array(text, { maxLength: 3 }),
        attributes: fc
          .uniqueArray(fc.tuple(fc.oneof(name, fc.constant('__proto__')), attribute(depth)), {
            minLength: 1,
            maxLength: 3,
            selector: ([key]) => key,
          })
          .map((entries) => Object.fromEntries(entries)),
      },
      { requiredKeys: ['opType', 'inputs', 'outputs'], noNullPrototype: true },
    )
    .map((node) => node as OnnxNode);
}

function graph(depth: number): fc.Arbitrary<OnnxGraph> {
  return fc
    .record(
      {
        name: text,
        nodes: fc.array(node(depth), { maxLength: 3 }),
        initializers: fc.array(tensor, { maxLength: 3 }),
        inputs: fc.array(value, { maxLength: 2 }),
        outputs: fc.array(value, { maxLength: 2 }),
        values: fc.array(value, { minLength: 1, maxLength: 2 }),
      },
      { requiredKeys: ['name', 'nodes', 'initializers', 'inputs', 'outputs'], noNullPrototype: true },
    )
    .map((graph) => graph as OnnxGraph);
}

/** Models of every attribute and element type with inner graphs, in the form in which `decodeModel` gives them. */
export const arbitraryModel: fc.Arbitrary<OnnxModel> = fc
  .record(
    {
      irVersion: fc.integer({ min: 1, max: 12 }),
      opsets: fc.array(
        fc.record(
          { domain: text.filter((domain) => domain !== 'ai.onnx'), version: fc.nat({ max: 30 }) },
          { noNullPrototype: true },
        ),
        { maxLength: 2 },
      ),
      producerName: name,
      producerVersion: name,
      graph: graph(2),
      metadata: fc.dictionary(text, text, { maxKeys: 3, noNullPrototype: true }),
    },
    { requiredKeys: ['irVersion', 'opsets', 'graph', 'metadata'], noNullPrototype: true },
  )
  .map((model) => model as OnnxModel);
