import { SecateurError } from '../../core/index.ts';
import type { OnnxGraph, OnnxModel, OnnxNode, OnnxOpset, OnnxTensor, OnnxValue } from '../model.ts';
import { readEntry } from './decode-entry.ts';
import { readNode } from './decode-node.ts';
import { readTensor } from './decode-tensor.ts';
import { readValue } from './decode-value.ts';
import type { ReadExternal } from './external-reference.ts';
import { otherFormatOf } from './not-onnx.ts';
import { graphSchema, modelSchema, opsetSchema } from './schema.ts';
import {
  invalid,
  openWire,
  readFields,
  readMessage,
  readSize,
  readText,
  type WireReader,
  withTypedErrors,
} from './wire-reader.ts';

/** Graphs inside graphs; real models stay below five. */
const maximumDepth = 32;

/**
 * Reads an ONNX file. Tensors stored as `raw_data` (and float tensors stored in one run) are views of `bytes`, so
 * keep those unchanged. Not kept: documentation strings, model version and domain, training information,
 * quantisation annotations, metadata of nodes.
 *
 * The file's parts are checked one by one; `validateModel` checks that they fit together.
 *
 * @param source what to call the file in messages.
 * @param readExternal gets tensors that are kept in other files; without it they are refused.
 * @throws FORMAT_INVALID when the bytes are not a sound ONNX file; UNSUPPORTED for external data, local functions,
 * sparse tensors and element types that are not in `elementTypes`.
 */
export function decodeModel(bytes: Uint8Array, source: string, readExternal?: ReadExternal): OnnxModel {
  const other = otherFormatOf(bytes);
  if (other !== undefined) {
    throw new SecateurError('FORMAT_INVALID', `${source}: not an ONNX file (at byte 0): ${other}. Give a .onnx file.`);
  }
  const wire = openWire(bytes, source, readExternal);
  return withTypedErrors(wire, () => readModel(wire));
}

function readModel(wire: WireReader): OnnxModel {
  let irVersion = 0;
  let producerName = '';
  let producerVersion = '';
  let graph: OnnxGraph | undefined;
  const opsets: OnnxOpset[] = [];
  const metadata = new Map<string, string>();
  readFields(wire, modelSchema, {
    irVersion: () => {
      irVersion = readSize(wire, 'the IR version');
    },
    producerName: () => {
      producerName = readText(wire);
    },
    producerVersion: () => {
      producerVersion = readText(wire);
    },
    graph: () => {
      graph = readMessage(wire, () => readGraph(wire, 1));
    },
    opsets: () => opsets.push(readMessage(wire, readOpset)),
    metadata: () => {
      const [key, value] = readMessage(wire, readEntry);
      metadata.set(key, value);
    },
    functions: () => {
      throw new SecateurError(
        'UNSUPPORTED',
        `${wire.source}: the model defines functions of its own. Inline them first (onnx.inliner.inline_local_functions).`,
      );
    },
  });
  const remedy = 'It is not an ONNX model, or was cut off: export or download it again.';
  if (graph === undefined) throw invalid(wire, 'no graph', remedy);
  if (irVersion === 0) throw invalid(wire, 'no IR version', remedy);
  return {
    irVersion,
    opsets,
    ...(producerName === '' ? {} : { producerName }),
    ...(producerVersion === '' ? {} : { producerVersion }),
    graph,
    metadata: Object.fromEntries(metadata),
  };
}

function readGraph(wire: WireReader, depth: number): OnnxGraph {
  if (depth > maximumDepth) {
    throw invalid(wire, `graphs nested more than ${maximumDepth} deep`, 'Flatten the control flow of the model.');
  }
  let name = '';
  const nodes: OnnxNode[] = [];
  const initializers: OnnxTensor[] = [];
  const inputs: OnnxValue[] = [];
  const outputs: OnnxValue[] = [];
  const values: OnnxValue[] = [];
  const readInnerGraph = () => readGraph(wire, depth + 1);
  readFields(wire, graphSchema, {
    name: () => {
      name = readText(wire);
    },
    nodes: () => nodes.push(readMessage(wire, () => readNode(wire, readInnerGraph))),
    initializers: () => initializers.push(readMessage(wire, readTensor)),
    inputs: () => inputs.push(readMessage(wire, readValue)),
    outputs: () => outputs.push(readMessage(wire, readValue)),
    values: () => values.push(readMessage(wire, readValue)),
    sparseInitializers: () => {
      throw new SecateurError(
        'UNSUPPORTED',
        `${wire.source}: has sparse initializers. Store the weights densely: runtimes make them dense at load anyway.`,
      );
    },
  });
  return { name, nodes, initializers, inputs, outputs, ...(values.length === 0 ? {} : { values }) };
}

function readOpset(wire: WireReader): OnnxOpset {
  let domain = '';
  let version = 0;
  readFields(wire, opsetSchema, {
    domain: () => {
      domain = readText(wire);
    },
    version: () => {
      version = readSize(wire, 'an opset version');
    },
  });
  return { domain: domain === 'ai.onnx' ? '' : domain, version };
}
