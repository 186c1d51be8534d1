import { elementCount } from '../element-type.ts';
import { withoutFusion } from '../fused-operators.ts';
import { madeOfConstants } from '../made-of-constants.ts';
import type { ElementType, OnnxGraph, OnnxNode, OnnxTensor } from '../model.ts';
import { innerGraphsOf, isStandard, operatorName } from '../walk.ts';
import { constantOf } from './output-shape.ts';

/**
 * What training fits, counted in elements of the file: constants (initializers and Constant nodes) of a float or
 * quantised type that reach
 * - a weight or bias of Gemm, MatMul, Conv, ConvTranspose, their integer or fused forms, or a recurrent operator,
 * - the scale or shift of a normalisation, the slope of PRelu,
 * - the table of a Gather (an embedding), or
 * - an Add or Sum whose other operand comes straight from one of the products (a bias), or from an integer one that was
 *   scaled,
 * directly or through operators that only rearrange or dequantise (Cast, Transpose, Reshape, DequantizeLinear...), or that
 * make it of other constants: of weights whose codes share bytes what counts is the shape they are brought to.
 * Each constant counts once. Not parameters: indices, shapes, quantisation scales, running means and variances,
 * constants of other arithmetic such as the pixel scale of a preprocessing step.
 */
export function countParameters(graph: OnnxGraph): number {
  const found = new Set<OnnxTensor>();
  collect(graph, undefined, found);
  return [...found].reduce((total, tensor) => total + elementCount(tensor.shape), 0);
}

/** Which inputs of an operator are fitted in training. */
const parameterInputs: ReadonlyMap<string, readonly number[]> = new Map([
  ['Gemm', [0, 1, 2]],
  ['MatMul', [0, 1]],
  ['MatMulInteger', [0, 1]],
  ['QLinearMatMul', [0, 3]],
  ['Conv', [1, 2]],
  ['ConvTranspose', [1, 2]],
  ['ConvInteger', [1]],
  ['QLinearConv', [3, 8]],
  ['com.microsoft.QGemm', [3, 6]],
  ['LSTM', [1, 2, 3, 7]],
  ['GRU', [1, 2, 3]],
  ['RNN', [1, 2, 3]],
  ['BatchNormalization', [1, 2]],
  ['LayerNormalization', [1, 2]],
  ['GroupNormalization', [1, 2]],
  ['InstanceNormalization', [1, 2]],
  ['RMSNormalization', [1]],
  ['PRelu', [1]],
  ['Gather', [0]],
]);

const products = new Set(
  'Gemm MatMul MatMulInteger QLinearMatMul Conv ConvTranspose ConvInteger QLinearConv'.split(' '),
);
/** Their sums of codes are cast and scaled before a bias is added. */
const integerProducts = new Set(['MatMulInteger', 'ConvInteger']);
const scaling = new Set(['Cast', 'Mul']);
const rearranging = new Set('Identity Cast Transpose Reshape Squeeze Unsqueeze Flatten DequantizeLinear'.split(' '));

/** int32 is the type of quantised biases. */
const fittedTypes: ReadonlySet<ElementType> = new Set<ElementType>([
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int8',
  'uint8',
  'int16',
  'uint16',
  'int32',
  'int4',
  'uint4',
]);

/** What is known of the values of one graph; inner graphs see those around them. */
interface Scope {
  readonly outer: Scope | undefined;
  readonly constants: Map<string, OnnxTensor>;
  readonly productOutputs: Set<string>;
  /** Of integer products, as they are and scaled. */
  readonly codedOutputs: Set<string>;
}

function constantIn(scope: Scope | undefined, name: string): OnnxTensor | undefined {
  return scope && (scope.constants.get(name) ?? constantIn(scope.outer, name));
}

function isProduct(scope: Scope | undefined, name: string): boolean {
  return scope !== undefined && (scope.productOutputs.has(name) || isProduct(scope.outer, name));
}

function collect(graph: OnnxGraph, outer: Scope | undefined, found: Set<OnnxTensor>): void {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const scope: Scope = { outer, constants, productOutputs: new Set(), codedOutputs: new Set() };
  for (const each of graph.nodes) {
    for (const inner of innerGraphsOf(each)) collect(inner, scope, found);
    const node = withoutFusion(each);
    // A product of constants alone is how codes are taken apart, and fitted is what comes of it.
    const isFolded = node.inputs.every((name) => constantIn(scope, name));
    for (const index of isFolded ? [] : parameterInputsOf(node, scope)) {
      const tensor = constantIn(scope, node.inputs[index] ?? '');
      if (tensor !== undefined && fittedTypes.has(tensor.elementType)) found.add(tensor);
    }
    if (!isStandard(node)) continue;
    const output = node.outputs[0] ?? '';
    const source = constantIn(scope, node.inputs[0] ?? '');
    const constant = constantOf(node) ?? (rearranging.has(node.opType) ? source : undefined);
    if (constant !== undefined) constants.set(output, constant);
    for (const made of madeOfConstants(node, (name) => constantIn(scope, name))) constants.set(made.name, made);
    const isScaled = scaling.has(node.opType) && node.inputs.some((name) => scope.codedOutputs.has(name));
    if (integerProducts.has(node.opType) || isScaled) scope.codedOutputs.add(output);
    if (products.has(node.opType) || isScaled) scope.productOutputs.add(output);
  }
}

function parameterInputsOf(node: OnnxNode, scope: Scope): readonly number[] {
  const operator = operatorName(node);
  if (operator === 'Add' || operator === 'Sum') {
    return node.inputs.some((name) => isProduct(scope, name)) ? [...node.inputs.keys()] : [];
  }
  return parameterInputs.get(operator) ?? [];
}
