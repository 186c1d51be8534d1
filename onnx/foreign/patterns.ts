import type { Activation } from '../../core/index.ts';
import type { Constants } from '../fold/constants.ts';
import type { OnnxNode } from '../model.ts';
import { isStandard } from '../walk.ts';

/** Several nodes that are one operation on one value. */
export interface Pattern {
  readonly input: string;
  readonly meaning: Meaning;
  /** All but the last. */
  readonly inner: ReadonlySet<OnnxNode>;
}

type Meaning =
  | { readonly kind: 'activation'; readonly activation: Activation }
  /** MatMulInteger or ConvInteger of what is quantised when the model runs. */
  | { readonly kind: 'product'; readonly product: OnnxNode; readonly weightScale: string };

export interface Surroundings {
  readonly constants: Constants;
  readonly makers: ReadonlyMap<string, OnnxNode>;
  readonly readers: (name: string) => readonly OnnxNode[];
  readonly isOutput: (name: string) => boolean;
}

/** The activations that older opsets have no operator for, by the last of their nodes. */
export function patternsOf(nodes: readonly OnnxNode[], around: Surroundings): Map<OnnxNode, Pattern> {
  const found = new Map<OnnxNode, Pattern>();
  for (const node of nodes) {
    if (!isStandard(node)) continue;
    const match = finders.get(node.opType)?.(node, around);
    if (match) found.set(match.last, match.pattern);
  }
  return found;
}

type Match = { readonly last: OnnxNode; readonly pattern: Pattern } | undefined;

const finders: ReadonlyMap<string, (node: OnnxNode, around: Surroundings) => Match> = new Map([
  ['Sigmoid', silu],
  ['Erf', gelu],
  ['MatMulInteger', dynamicProduct],
  ['ConvInteger', dynamicProduct],
]);

/** x sigmoid(x) */
function silu(node: OnnxNode, around: Surroundings): Match {
  const [input] = node.inputs as [string];
  const last = onlyReader(node, around);
  if (last?.opType !== 'Mul' || !last.inputs.includes(input) || last.inputs.length !== 2) return undefined;
  return { last, pattern: { meaning: { kind: 'activation', activation: 'silu' }, input, inner: new Set([node]) } };
}

/** x / 2 (1 + erf(x / sqrt 2)), its factors in any order. */
function gelu(node: OnnxNode, around: Surroundings): Match {
  const scaled = around.makers.get(node.inputs[0]!);
  const input = scaled && scaledInput(scaled, around);
  const sum = onlyReader(node, around);
  if (!input || sum?.opType !== 'Add' || scalarOf(sum, around)?.value !== 1) return undefined;
  const inner = new Set([scaled, node, sum]);
  let last = sum;
  let factor = 1;
  let hasInput = false;
  while (!(hasInput && factor === 0.5)) {
    const product = onlyReader(last, around);
    if (product?.opType !== 'Mul') return undefined;
    const other = product.inputs.find((name) => name !== last.outputs[0]) ?? '';
    const half = around.makers.get(other);
    const constant = scalarOf(product, around);
    if (constant) factor *= constant.value;
    else if (other === input && !hasInput) hasInput = true;
    else if (half?.opType === 'Mul' && !hasInput && half.inputs.includes(input) && isPrivate(half, around)) {
      factor *= scalarOf(half, around)?.value ?? Number.NaN;
      hasInput = true;
      inner.add(half);
    } else return undefined;
    if (product !== last) inner.add(last);
    last = product;
  }
  inner.delete(last);
  return { last, pattern: { meaning: { kind: 'activation', activation: 'gelu' }, input, inner } };
}

/** A product of integers, as a float, times the scales of both sides. */
function dynamicProduct(node: OnnxNode, around: Surroundings): Match {
  const quantiser = around.makers.get(node.inputs[0]!);
  const cast = onlyReader(node, around);
  const last = cast?.opType === 'Cast' ? onlyReader(cast, around) : undefined;
  if (quantiser?.opType !== 'DynamicQuantizeLinear' || last?.opType !== 'Mul') return undefined;
  const [, scale, zeroPoint] = quantiser.outputs;
  const scales = around.makers.get(last.inputs.find((name) => name !== cast!.outputs[0]) ?? '');
  const weightScale = scales?.inputs.find((name) => around.constants.has(name));
  if (scales?.opType !== 'Mul' || !weightScale || !scales.inputs.includes(scale!)) return undefined;
  if (zeroPoint !== node.inputs[2] || !isPrivate(scales, around)) return undefined;
  const pattern: Pattern = {
    input: quantiser.inputs[0]!,
    meaning: { kind: 'product', product: node, weightScale },
    inner: new Set([quantiser, scales, node, cast!]),
  };
  return { last, pattern };
}

/** The x of x / sqrt 2 or x sqrt(1/2). */
function scaledInput(node: OnnxNode, around: Surroundings): string | undefined {
  const constant = scalarOf(node, around);
  if (!constant || !isPrivate(node, around)) return undefined;
  const factor = node.opType === 'Div' ? 1 / constant.value : constant.value;
  const isRight = (node.opType === 'Div' || node.opType === 'Mul') && Math.abs(factor - Math.SQRT1_2) < 1e-6;
  return isRight ? constant.other : undefined;
}

/** The constant of a node that has one number among its two operands (for a division, the divisor), and the other. */
function scalarOf({ opType, inputs }: OnnxNode, { constants }: Surroundings) {
  const [left, right] = inputs as [string, string];
  const name = constants.has(right) ? right : opType !== 'Div' && constants.has(left) ? left : undefined;
  const numbers = name === undefined ? undefined : constants.get(name);
  return numbers?.values.length === 1 ? { value: numbers.values[0]!, other: name === right ? left : right } : undefined;
}

function onlyReader(node: OnnxNode, around: Surroundings): OnnxNode | undefined {
  return isPrivate(node, around) ? around.readers(node.outputs[0]!)[0] : undefined;
}

function isPrivate({ outputs }: OnnxNode, { readers, isOutput }: Surroundings): boolean {
  return readers(outputs[0]!).length === 1 && !isOutput(outputs[0]!);
}
