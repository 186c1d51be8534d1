import { intOf, type KnownShape } from '../attributes.ts';
import { elementCount } from '../element-type.ts';
import { elementwiseContributed, withoutFusion } from '../fused-operators.ts';
import type { OnnxGraph, OnnxNode } from '../model.ts';
import { graphsOf, isStandard, operatorName } from '../walk.ts';
import { inferShapes } from './infer-shapes.ts';
import { constantOf } from './output-shape.ts';

/**
 * Multiply-accumulates of Gemm, MatMul and Conv (also transposed and integer ones) for one example: the batch, a
 * symbolic first dimension of the inputs, counts as 1; a model whose batch is fixed is counted per run. What is made of
 * constants alone, as weights are of codes, runtimes compute once, when they load the model: it does not count.
 * @returns undefined where the number cannot be known: a shape is unknown, such an operator is in the body of a Loop
 * or If, or an operator multiplies in a way not counted here (recurrent ones, Einsum, attention, other domains).
 */
export function countMacs(graph: OnnxGraph): number | undefined {
  const [, ...inner] = graphsOf(graph);
  if (inner.some((body) => body.nodes.some((node) => counted.has(node.opType) || isUncountable(node))))
    return undefined;
  const shapes = inferShapes(graph);
  const constants = new Set(graph.initializers.map(({ name }) => name));
  let total = 0;
  for (const each of graph.nodes) {
    const node = withoutFusion(each);
    const isMade = node.inputs.length > 0 && node.inputs.every((name) => name === '' || constants.has(name));
    if (isMade || constantOf(node)) {
      for (const name of node.outputs) constants.add(name);
      continue;
    }
    if (isUncountable(node)) return undefined;
    const count = counted.get(node.opType)?.(node, (name) => shapes.get(name ?? ''));
    if (counted.has(node.opType) && !Number.isSafeInteger(count)) return undefined;
    total += count ?? 0;
  }
  return total;
}

const uncounted = new Set(
  'LSTM GRU RNN Einsum Attention CausalConvWithState LinearAttention SwiGLU DeformConv DFT STFT'.split(' '),
);

function isUncountable(node: OnnxNode): boolean {
  if (elementwiseContributed.has(operatorName(node)) || isPreprocessing(node)) return false;
  return !isStandard(node) || uncounted.has(node.opType);
}

/** Operators of scikit-learn's exporter that look at each number alone, or only rearrange; trees and kernels are none of them. */
const preprocessing = new Set(
  'ArrayFeatureExtractor Binarizer CastMap CategoryMapper DictVectorizer FeatureVectorizer Imputer LabelEncoder Normalizer OneHotEncoder Scaler ZipMap'.split(
    ' ',
  ),
);

function isPreprocessing({ domain, opType }: OnnxNode): boolean {
  return domain === 'ai.onnx.ml' && preprocessing.has(opType);
}

type ShapeOf = (name: string | undefined) => KnownShape | undefined;

/** Each operator's count; NaN where a shape it needs is unknown. */
const counted: ReadonlyMap<string, (node: OnnxNode, shapeOf: ShapeOf) => number> = new Map([
  ['Gemm', gemmMacs],
  ['MatMul', matMulMacs],
  ['MatMulInteger', matMulMacs],
  ['QLinearMatMul', matMulMacs],
  ['Conv', (node, shapeOf) => convMacs(node, shapeOf, 1)],
  ['ConvInteger', (node, shapeOf) => convMacs(node, shapeOf, 1)],
  ['QLinearConv', (node, shapeOf) => convMacs(node, shapeOf, 3)],
  ['ConvTranspose', convTransposeMacs],
]);

function gemmMacs(node: OnnxNode, shapeOf: ShapeOf): number {
  const [left, right] = [shapeOf(node.inputs[0]), shapeOf(node.inputs[1])];
  if (left?.length !== 2 || right?.length !== 2) return Number.NaN;
  const rows = left[intOf(node, 'transA', 0) === 1 ? 1 : 0]!;
  return rows * elementCount(right);
}

function matMulMacs(node: OnnxNode, shapeOf: ShapeOf): number {
  const left = shapeOf(node.inputs[0]);
  const output = shapeOf(node.outputs[0]);
  if (left === undefined || output === undefined) return Number.NaN;
  return elementCount(output) * left.at(-1)!;
}

function convMacs(node: OnnxNode, shapeOf: ShapeOf, weightInput: number): number {
  const weight = shapeOf(node.inputs[weightInput]);
  const output = shapeOf(node.outputs[0]);
  if (weight === undefined || output === undefined) return Number.NaN;
  return elementCount(output) * elementCount(weight.slice(1));
}

function convTransposeMacs(node: OnnxNode, shapeOf: ShapeOf): number {
  const input = shapeOf(node.inputs[0]);
  const weight = shapeOf(node.inputs[1]);
  if (input === undefined || weight === undefined) return Number.NaN;
  return elementCount(input) * elementCount(weight.slice(1));
}
