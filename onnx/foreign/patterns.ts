import type { Activation } from '../../core/index.ts';
import type { OnnxNode } from '../model.ts';
import { operatorName } from '../walk.ts';
import { isElementwise, type Slopes, spelledActivation } from './spelled-activations.ts';
import type { Surroundings } from './surroundings.ts';

/** Several nodes that are one operation on one value. */
export interface Pattern {
  readonly input: string;
  readonly meaning: Meaning;
  /** All but the last. */
  readonly inner: ReadonlySet<OnnxNode>;
}

type Meaning =
  | { readonly kind: 'activation'; readonly activation: Activation | Slopes }
  /** MatMulInteger or ConvInteger of what is quantised when the model runs. */
  | { readonly kind: 'product'; readonly product: OnnxNode; readonly weightScale: string };

/** Operators of several nodes, by the last of them. */
export function patternsOf(nodes: readonly OnnxNode[], around: Surroundings): Map<OnnxNode, Pattern> {
  const found = new Map<OnnxNode, Pattern>();
  for (const node of nodes) {
    const match = integerProducts.has(operatorName(node)) ? dynamicProduct(node, around) : undefined;
    if (match) found.set(match.last, match.pattern);
  }
  const taken = new Set<OnnxNode>();
  let tries = 0;
  const effort = { left: mostSlopes };
  for (const input of new Set(nodes.flatMap(({ inputs }) => inputs))) {
    const maker = around.makers.get(input);
    if (around.constants.has(input) || (maker && taken.has(maker))) continue;
    if (!around.readers(input).some(isElementwise)) continue;
    if (++tries > mostTries) break;
    const spelled = spelledActivation(input, around, effort);
    if (!spelled) continue;
    const last = spelled.nodes.at(-1)!;
    const meaning = { kind: 'activation', activation: spelled.activation } as const;
    found.set(last, { input, meaning, inner: new Set(spelled.nodes.slice(0, -1)) });
    for (const node of spelled.nodes) if (node !== last) taken.add(node);
  }
  return found;
}

/** Values that spelled activations are looked for behind. Files that mean well have some hundreds; each takes up to a millisecond. */
const mostTries = 2000;

/** Different slopes of channels, of all spelled activations together: each is computed at hundreds of places. */
const mostSlopes = 16_384;

type Match = { readonly last: OnnxNode; readonly pattern: Pattern } | undefined;

const integerProducts: ReadonlySet<string> = new Set(['MatMulInteger', 'ConvInteger']);

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

function onlyReader(node: OnnxNode, around: Surroundings): OnnxNode | undefined {
  return isPrivate(node, around) ? around.readers(node.outputs[0]!)[0] : undefined;
}

function isPrivate({ outputs }: OnnxNode, { readers, isOutput }: Surroundings): boolean {
  return readers(outputs[0]!).length === 1 && !isOutput(outputs[0]!);
}
