import type { OnnxGraph, OnnxModel, OnnxNode, OnnxTensor } from '../model.ts';
import { graphsOf, isStandard, operatorName, opsetOf } from '../walk.ts';
import type { Spliced } from './foreign-model.ts';

/** What ONNX Runtime 1.17 reads. */
const readable = { opset: 20, irVersion: 9 };

/** Operators of the standard domain that came after, or that mean something else since. */
const newer: ReadonlySet<string> = new Set(
  (
    'Attention RMSNormalization RotaryEmbedding TensorScatter Swish CumProd BitCast CausalConvWithState LinearAttention ' +
    'SwiGLU GroupNormalization'
  ).split(' '),
);

/** Attributes that came after. */
const newerAttributes: ReadonlySet<string> = new Set([
  'block_size',
  'output_dtype',
  'precision',
  'round_mode',
  'saturate',
]);

/**
 * The model with versions that ONNX Runtime 1.17 reads, where its operators allow: those of the opsets after 20 that are
 * used mean the same there, and differ only in types that no tensor of the model has.
 */
export function withReadableVersion(model: OnnxModel): Spliced {
  const opset = opsetOf(model);
  const blocking = opset > readable.opset ? whatNeedsNewer(model.graph) : whatNeedsNewerTypes(model.graph);
  if (blocking) {
    const note = `The model stays at opset ${opset}, IR version ${model.irVersion}, because of ${blocking}: ONNX Runtime 1.17 reads opsets up to ${readable.opset} and IR versions up to ${readable.irVersion}.`;
    return { model, notes: opset > readable.opset || model.irVersion > readable.irVersion ? [note] : [] };
  }
  const opsets = model.opsets.map((each) =>
    each.domain === '' || each.domain === 'ai.onnx'
      ? { ...each, version: Math.min(each.version, readable.opset) }
      : each,
  );
  return { model: { ...model, opsets, irVersion: Math.min(model.irVersion, readable.irVersion) }, notes: [] };
}

function whatNeedsNewer(graph: OnnxGraph): string | undefined {
  const node = graphsOf(graph)
    .flatMap(({ nodes }) => nodes)
    .find((each) => isStandard(each) && (newer.has(each.opType) || hasNewerAttribute(each)));
  return node ? `the operator ${operatorName(node)}` : whatNeedsNewerTypes(graph);
}

function hasNewerAttribute({ attributes = {} }: OnnxNode): boolean {
  return Object.entries(attributes).some(
    ([name, { type, value }]) => newerAttributes.has(name) && !(type === 'int' && (value === 0 || name === 'saturate')),
  );
}

/** 4-bit integers came with IR version 10. */
function whatNeedsNewerTypes(graph: OnnxGraph): string | undefined {
  const tensor = graphsOf(graph)
    .flatMap(tensorsIn)
    .find(({ elementType }) => elementType === 'int4' || elementType === 'uint4');
  return tensor && `the ${tensor.elementType} tensor '${tensor.name}'`;
}

function tensorsIn({ initializers, nodes }: OnnxGraph): OnnxTensor[] {
  const constants = nodes.flatMap(({ attributes = {} }) =>
    Object.values(attributes).flatMap((attribute) => (attribute.type === 'tensor' ? [attribute.value] : [])),
  );
  return [...initializers, ...constants];
}
