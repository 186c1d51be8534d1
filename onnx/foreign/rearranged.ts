import { ofUnits } from '../../core/index.ts';
import type { Expression, Weights } from './expression.ts';
import type { Seen } from './seen.ts';
import { gathered } from './selection.ts';

/**
 * The value with its channels at other places among the model's.
 * @param wanted for each channel its place, undefined where they come in the model's order
 * @param isExclusive whether nothing else needs the value: then the weights that it comes from take the order up, where it
 *   comes from weights; otherwise, and for what has none, undefined
 */
export function inPlaces(seen: Seen, wanted: Uint32Array | undefined, isExclusive: boolean): Seen | undefined {
  if (!isExclusive) return undefined;
  const expression = rearranged(seen.expression, channelsAt(seen, wanted), deepest);
  return expression && placed(seen, expression, wanted);
}

/** The same for any value, as a concatenation of slices: costs no weights, but those channels come and go in small parts. */
export function sortedInto(seen: Seen, wanted: Uint32Array | undefined): Seen | undefined {
  const expression = gathered(seen.expression, channelsAt(seen, wanted));
  return expression && placed(seen, expression, wanted);
}

function placed({ places: _, ...seen }: Seen, expression: Expression, wanted: Uint32Array | undefined): Seen {
  return { ...seen, expression, ...(wanted && { places: wanted }) };
}

/** The channels that are wanted, in the order wanted. */
function channelsAt({ places, expression }: Seen, wanted: Uint32Array | undefined): number[] {
  const all = Array.from({ length: expression.shape[0] }, (_, channel) => channel);
  const channelAt = new Map(all.map((channel) => [places?.[channel] ?? channel, channel]));
  return all.map((channel) => channelAt.get(wanted?.[channel] ?? channel)!);
}

/** Sums of sums, and pools of pools, that are looked through. */
const deepest = 64;

/** The same with its channels in another order, by that of the units which make them. */
function rearranged(expression: Expression, channels: readonly number[], depth: number): Expression | undefined {
  const { layer, weights } = expression;
  if (!layer || depth === 0) return undefined;
  const made = (sources: readonly Expression[] | undefined): Expression | undefined => {
    const own = 'activation' in layer ? { ...layer, activation: ofUnits(layer.activation, channels) } : layer;
    return sources && { ...expression, layer: own, sources };
  };
  const sources = () => {
    const inOrder = expression.isSoleReader
      ? expression.sources.map((source) => rearranged(source, channels, depth - 1))
      : [undefined];
    return inOrder.every((source) => source !== undefined) ? inOrder : undefined;
  };
  switch (layer.kind) {
    case 'dense':
    case 'convolution': {
      const isDepthwise = layer.kind === 'convolution' && layer.groups === 'depthwise';
      // Filters of groups stay with what they read.
      if (layer.kind === 'convolution' && layer.groups !== 1 && !isDepthwise) return undefined;
      const own = made(isDepthwise ? sources() : expression.sources);
      return own && weights && { ...own, weights: withUnits(weights, channels) };
    }
    case 'add':
    case 'multiply':
    case 'pool':
    case 'global-pool':
      return made(sources());
    default:
      return undefined;
  }
}

/** The weights of some units, or of all in another order. */
export function withUnits(weights: Weights, units: readonly number[] | Uint32Array): Weights {
  const shape = [units.length, ...weights.shape.slice(1)];
  return {
    shape,
    load: () => {
      const { weight, bias } = weights.load();
      const fanIn = weight.data.length / bias.length;
      const data = new Float32Array(units.length * fanIn);
      for (const [at, unit] of units.entries()) {
        data.set(weight.data.subarray(unit * fanIn, (unit + 1) * fanIn), at * fanIn);
      }
      return { weight: { shape, data }, bias: Float32Array.from(units, (unit) => bias[unit]!) };
    },
  };
}
