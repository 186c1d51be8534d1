import { quoted, SecateurError } from '../../core/index.ts';
import type { OnnxAttribute, OnnxGraph, OnnxNode, OnnxTensor } from '../model.ts';
import { readTensor } from './decode-tensor.ts';
import { attributeSchema, attributeTypes, nodeSchema, refusedAttributeTypes } from './schema.ts';
import {
  invalid,
  readFields,
  readInteger,
  readMessage,
  readNumbers,
  readText,
  type WireReader,
} from './wire-reader.ts';

export type ReadGraph = (wire: WireReader) => OnnxGraph;

/** Reads a NodeProto up to the end of the current message; `readGraph` reads a graph inside an attribute. */
export function readNode(wire: WireReader, readGraph: ReadGraph): OnnxNode {
  let opType = '';
  let domain = '';
  let name = '';
  const inputs: string[] = [];
  const outputs: string[] = [];
  const attributes = new Map<string, OnnxAttribute>();
  readFields(wire, nodeSchema, {
    inputs: () => inputs.push(readText(wire)),
    outputs: () => outputs.push(readText(wire)),
    name: () => {
      name = readText(wire);
    },
    opType: () => {
      opType = readText(wire);
    },
    domain: () => {
      domain = readText(wire);
    },
    attributes: () => {
      const { name: key, attribute } = readMessage(wire, () => readAttribute(wire, readGraph));
      if (attributes.has(key)) throw invalid(wire, `attribute ${quoted(key)} is given twice`);
      attributes.set(key, attribute);
    },
  });
  if (opType === '') throw invalid(wire, `node ${quoted(name)} has no operator`);
  return {
    opType,
    ...(domain === '' || domain === 'ai.onnx' ? {} : { domain }),
    ...(name === '' ? {} : { name }),
    inputs,
    outputs,
    ...(attributes.size === 0 ? {} : { attributes: Object.fromEntries(attributes) }),
  };
}

type AttributeType = OnnxAttribute['type'];

function readAttribute(wire: WireReader, readGraph: ReadGraph): { name: string; attribute: OnnxAttribute } {
  let name = '';
  let code = 0;
  let float = 0;
  let int: number | bigint = 0;
  let string = '';
  let tensor: OnnxTensor | undefined;
  let graph: OnnxGraph | undefined;
  const floats: number[] = [];
  const ints: (number | bigint)[] = [];
  const strings: string[] = [];
  const found = new Set<AttributeType>();
  readFields(wire, attributeSchema, {
    name: () => {
      name = readText(wire);
    },
    type: () => {
      code = wire.reader.int32();
    },
    reference: () => {
      throw invalid(wire, `attribute ${quoted(name)} refers to a function's attribute outside a function`);
    },
    float: () => {
      found.add('float');
      float = wire.reader.float();
    },
    int: () => {
      found.add('int');
      int = readInteger(wire);
    },
    string: () => {
      found.add('string');
      string = readText(wire);
    },
    tensor: () => {
      found.add('tensor');
      tensor = readMessage(wire, readTensor);
    },
    graph: () => {
      found.add('graph');
      graph = readMessage(wire, readGraph);
    },
    floats: (packed) => {
      found.add('floats');
      readNumbers(wire, packed, () => floats.push(wire.reader.float()));
    },
    ints: (packed) => {
      found.add('ints');
      readNumbers(wire, packed, () => ints.push(readInteger(wire)));
    },
    strings: () => {
      found.add('strings');
      strings.push(readText(wire));
    },
  });
  if (name === '') throw invalid(wire, 'an attribute without a name');
  const type = typeOf(wire, name, code, found);
  switch (type) {
    case 'float':
      return { name, attribute: { type, value: float } };
    case 'int':
      return { name, attribute: { type, value: int } };
    case 'string':
      return { name, attribute: { type, value: string } };
    case 'floats':
      return { name, attribute: { type, value: floats } };
    case 'ints':
      return { name, attribute: { type, value: ints } };
    case 'strings':
      return { name, attribute: { type, value: strings } };
    case 'tensor':
      if (tensor === undefined) throw invalid(wire, `attribute ${quoted(name)} has no tensor`);
      return { name, attribute: { type, value: tensor } };
    case 'graph':
      if (graph === undefined) throw invalid(wire, `attribute ${quoted(name)} has no graph`);
      return { name, attribute: { type, value: graph } };
    default:
      return type satisfies never;
  }
}

function typeOf(wire: WireReader, name: string, code: number, found: ReadonlySet<AttributeType>): AttributeType {
  const refused = refusedAttributeTypes.get(code);
  if (refused !== undefined) {
    const message = `${wire.source}: attribute ${quoted(name)} is ${refused}, which is not supported. Simplify the model first.`;
    throw new SecateurError('UNSUPPORTED', message);
  }
  const [only, ...more] = found;
  // Files of IR versions 1 and 2 leave the type out.
  const type = code === 0 ? only : typeOfCode.get(code);
  if (type === undefined) throw invalid(wire, `attribute ${quoted(name)} has the unknown type ${code}`);
  if (more.length > 0 || (only !== undefined && only !== type)) {
    throw invalid(wire, `attribute ${quoted(name)} of type '${type}' holds ${[...found].join(' and ')}`);
  }
  return type;
}

const typeOfCode = new Map(
  Object.entries(attributeTypes).map(([type, code]) => [code as number, type as AttributeType]),
);
