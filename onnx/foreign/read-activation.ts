import { type Activation, isPerUnit, isRising, isSameActivation, ofUnits } from '../../core/index.ts';
import { activationOf, boundsOf, clipTo, isRefused, shortest, uniformIn } from './activation-of.ts';
import { type Expression, isImage } from './expression.ts';
import { perChannelValues } from './read-affine.ts';
import { dataInput, isFlattenedOtherwise, type NodeReader, type Reading, type Refusal, type Seen } from './seen.ts';

/** An activation that is one node. */
export const readActivation: NodeReader = (reading) => {
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const activation = slopesOf(reading, data.seen) ?? activationOf(reading.node, reading.view.constants);
  if (isRefused(activation)) return activation.why;
  return withActivation(data.seen, activation, reading.isExclusive(data.name));
};

/** Of a PRelu the slopes of the channels, in the order of the layers, where they differ. */
function slopesOf(reading: Reading, seen: Seen): Activation | { readonly why: string } | undefined {
  const { node, view } = reading;
  const name = node.inputs[1] ?? '';
  const isUniform = uniformIn(view.constants, name) !== undefined;
  if (node.opType !== 'PRelu' || isUniform || !view.constants.get(name)?.values.every(Number.isFinite))
    return undefined;
  return withSlopes(reading, seen, name, (slope) => slope);
}

/** @param slopeOf of a number that the constant has for a channel */
export function withSlopes(
  reading: Reading,
  seen: Seen,
  constant: string,
  slopeOf: (number: number) => number,
): Activation | { readonly why: string } {
  const values = perChannelValues(reading, seen, constant);
  if (typeof values === 'string') return { why: 'has slopes that are not one for each channel' };
  return { name: 'prelu', slopes: Array.from(values(), (number) => shortest(slopeOf(number))) };
}

/**
 * A value with an activation, which becomes part of the layer that makes it. Where others read that layer without it, it
 * becomes that of a slice, of all channels, which costs nothing else.
 */
export function withActivation(seen: Seen, activation: Activation, isExclusive: boolean): Seen | Refusal {
  const { expression } = seen;
  if (activation === 'identity') return seen;
  const inside = pushed(expression, activation, isExclusive);
  if (inside) return { ...seen, expression: inside };
  if (isFlattenedOtherwise(seen))
    return 'is an activation of an image that was flattened in another order, and is needed without it';
  const { shape } = expression;
  if (!isImage(shape) && !expression.layer) return 'is an activation of what the body begins with';
  const layer = { kind: 'slice', start: 0, end: shape[0], activation } as const;
  return { ...seen, expression: { layer, sources: [expression], shape } };
}

function pushed(expression: Expression, activation: Activation, isExclusive: boolean): Expression | undefined {
  const { layer, sources } = expression;
  if (!layer) return undefined;
  if ('activation' in layer) {
    // Repeating a sum, a product or a slice costs nothing, repeating a layer with weights its weights.
    const isFree = isExclusive || !expression.weights;
    if (isFree && layer.activation === 'identity') return { ...expression, layer: { ...layer, activation } };
    const both = afterBounds(layer.activation, activation);
    if (!both || isSameActivation(both, layer.activation)) return both && expression;
    return isFree ? { ...expression, layer: { ...layer, activation: both } } : undefined;
  }
  const commutes =
    layer.kind === 'flatten' ||
    layer.kind === 'concat' ||
    ('mode' in layer && layer.mode === 'max' && isRising(activation));
  if (!commutes || !isExclusive || !expression.isSoleReader) return undefined;
  // Flattened, a channel has a slope for each of its values.
  if (layer.kind === 'flatten' && isPerUnit(activation)) return undefined;
  let end = 0;
  const inside = sources.map((source) => {
    const channels = Array.from({ length: source.shape[0] }, () => end++);
    return pushed(source, layer.kind === 'concat' ? ofUnits(activation, channels) : activation, true);
  });
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
