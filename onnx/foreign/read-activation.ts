import { type Activation, isRising, isSameActivation } from '../../core/index.ts';
import { activationOf, boundsOf, clipTo, isRefused } from './activation-of.ts';
import { perChannel } from './affine.ts';
import { type Expression, isImage } from './expression.ts';
import { dataInput, type NodeReader, type Refusal, type Seen } from './seen.ts';

/** An activation that is one node. */
export const readActivation: NodeReader = (reading) => {
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const activation = activationOf(reading.node, reading.view.constants);
  if (isRefused(activation)) return activation.why;
  return withActivation(data.seen, activation, reading.isExclusive(data.name));
};

/**
 * A value with an activation, which becomes part of the layer that makes it. Where others read that layer without it, it
 * becomes a layer of its own, which only images have.
 */
export function withActivation(seen: Seen, activation: Activation, isExclusive: boolean): Seen | Refusal {
  const { expression } = seen;
  if (activation === 'identity') return seen;
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
    const both = afterBounds(layer.activation, activation);
    if (!both || isSameActivation(both, layer.activation)) return both && expression;
    return isExclusive || layer.kind === 'add' ? { ...expression, layer: { ...layer, activation: both } } : undefined;
  }
  const commutes =
    layer.kind === 'flatten' ||
    layer.kind === 'concat' ||
    ('mode' in layer && layer.mode === 'max' && isRising(activation));
  if (!commutes || !isExclusive || !expression.isSoleReader) return undefined;
  const inside = sources.map((source) => pushed(source, activation, true));
  const isWhole = inside.every((source) => source !== undefined);
  return isWhole ? { ...expression, sources: inside } : undefined;
}

/** Bounds of what has bounds already. */
function afterBounds(first: Activation, second: Activation): Activation | undefined {
  const [inner, outer] = [boundsOf(first), boundsOf(second)];
  if (!inner || !outer) return undefined;
  const [low, high] = inner.map((bound) => Math.min(Math.max(bound, outer[0]), outer[1])) as [number, number];
  const both = clipTo(low, high);
  return isRefused(both) ? undefined : both;
}
