import type { Activation } from '../../core/index.ts';
import type { OnnxNode } from '../model.ts';
import { perChannel } from './affine.ts';
import { type Expression, isImage } from './expression.ts';
import { dataInput, type NodeReader, type Refusal, type Seen } from './seen.ts';

const plain: Readonly<Record<string, Activation>> = { Relu: 'relu', Tanh: 'tanh', Sigmoid: 'sigmoid' };

/** An activation that is one node. */
export const readActivation: NodeReader = (reading) => {
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const activation = activationOf(reading.node, (name) => reading.view.constants.get(name)?.values);
  if (typeof activation !== 'string') return activation.why;
  return withActivation(data.seen, activation, reading.isExclusive(data.name));
};

function activationOf(
  node: OnnxNode,
  numbersIn: (name: string) => ArrayLike<number> | undefined,
): Activation | { readonly why: Refusal } {
  const attribute = (name: string) => node.attributes?.[name];
  switch (node.opType) {
    case 'LeakyRelu': {
      const alpha = attribute('alpha');
      const slope = alpha?.type === 'float' ? alpha.value : 0.01;
      return Math.fround(slope) === Math.fround(0.01) ? 'leaky' : { why: `has the slope ${slope}; only 0.01 is read` };
    }
    case 'Gelu': {
      const form = attribute('approximate');
      return form?.type === 'string' && form.value !== 'none'
        ? { why: `is the ${form.value} approximation of gelu; only the exact one is read` }
        : 'gelu';
    }
    case 'Swish': {
      const alpha = attribute('alpha');
      return alpha?.type === 'float' && alpha.value !== 1
        ? { why: `has the factor ${alpha.value}; only 1 is read` }
        : 'silu';
    }
    case 'Clip': {
      // Attributes before opset 11, inputs from then on.
      const bound = (name: string, input: string | undefined) => {
        const given = attribute(name);
        return given?.type === 'float' ? given.value : input ? numbersIn(input)?.[0] : undefined;
      };
      const [low, high] = [bound('min', node.inputs[1]), bound('max', node.inputs[2])];
      if (low === 0 && (high === undefined || high >= 3e38)) return 'relu';
      if (low === 0 && high === 6) return 'relu6';
      return { why: `clips to ${low ?? '-inf'}..${high ?? 'inf'}, which is no activation that is read` };
    }
    default:
      return plain[node.opType]!;
  }
}

/**
 * A value with an activation, which becomes part of the layer that makes it. Where others read that layer without it, it
 * becomes a layer of its own, which only images have.
 */
export function withActivation(seen: Seen, activation: Activation, isExclusive: boolean): Seen | Refusal {
  const { expression } = seen;
  const inside = pushed(expression, activation, isExclusive);
  if (inside) return { ...seen, expression: inside };
  if (!isImage(expression.shape)) {
    return expression.layer
      ? 'is an activation of a value that is also needed without it'
      : 'is an activation of what the body begins with';
  }
  return { ...seen, expression: pushed(perChannel(expression), activation, true)! };
}

function pushed(expression: Expression, activation: Activation, isExclusive: boolean): Expression | undefined {
  const { layer, sources } = expression;
  if (!layer) return undefined;
  if ('activation' in layer) {
    // Repeating a sum costs nothing, repeating a layer with weights its weights.
    const isFree = layer.activation === 'identity' && (isExclusive || layer.kind === 'add');
    if (isFree) return { ...expression, layer: { ...layer, activation } };
    return layer.activation === activation && (activation === 'relu' || activation === 'relu6')
      ? expression
      : undefined;
  }
  const commutes =
    layer.kind === 'flatten' ||
    layer.kind === 'concat' ||
    ('mode' in layer && layer.mode === 'max' && rising.has(activation));
  if (!commutes || !isExclusive || !expression.isSoleReader) return undefined;
  const inside = sources.map((source) => pushed(source, activation, true));
  const isWhole = inside.every((source) => source !== undefined);
  return isWhole ? { ...expression, sources: inside } : undefined;
}

/** Those that keep the order of numbers: the largest stays the largest. */
const rising: ReadonlySet<Activation> = new Set<Activation>(['relu', 'relu6', 'leaky', 'tanh', 'sigmoid']);
