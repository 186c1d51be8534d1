import type { OnnxAttribute, OnnxNode } from './model.ts';
import { operatorName } from './walk.ts';

/**
 * onnxruntime's own operators that are a standard one with something more: an activation, as it makes them when it saves a
 * model that it has rewritten, or scales of integers.
 */
const fused: Readonly<Record<string, string>> = {
  'com.microsoft.FusedConv': 'Conv',
  'com.microsoft.FusedGemm': 'Gemm',
  'com.microsoft.FusedMatMul': 'MatMul',
  'com.microsoft.QLinearAveragePool': 'AveragePool',
};

/** onnxruntime's own operators that make a number of each number. */
export const elementwiseContributed: ReadonlySet<string> = new Set(
  ['Gelu', 'QuickGelu', 'QLinearLeakyRelu', 'QLinearSigmoid'].map((name) => `com.microsoft.${name}`),
);

/** A node as the standard operator that it computes before its activation, if it is one of those; else as it is. */
export function withoutFusion(node: OnnxNode): OnnxNode {
  const opType = fused[operatorName(node)];
  if (!opType) return node;
  const { domain: _, ...rest } = node;
  return { ...rest, opType };
}

/** The activation of such a node, as a node that reads the product; undefined where there is none. */
export function fusedActivation({ attributes = {}, outputs }: OnnxNode): OnnxNode | undefined {
  const named = attributes['activation'];
  if (named?.type !== 'string' || named.value === '') return undefined;
  const names = numbersOf[named.value] ?? ['alpha', 'beta'];
  const listed = attributes['activation_params'];
  const own = names.flatMap((name, at): [string, OnnxAttribute][] => {
    const value = listed?.type === 'floats' ? listed.value[at] : undefined;
    const single = attributes[`activation_${['alpha', 'beta'][at]}`];
    if (value !== undefined) return [[name, { type: 'float', value }]];
    return single?.type === 'float' ? [[name, single]] : [];
  });
  return { opType: named.value, inputs: [...outputs], outputs: [...outputs], attributes: Object.fromEntries(own) };
}

const numbersOf: Readonly<Record<string, readonly string[]>> = { Clip: ['min', 'max'] };
