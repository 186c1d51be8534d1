import { isWeighted, type Layer, ofUnits } from '../../core/index.ts';
import { settled } from './affine.ts';
import { type Expression, isImage, type Weights } from './expression.ts';
import { isFlattenedOtherwise, type Refusal, type Seen } from './seen.ts';

type Pair<T> = readonly [T, T];

/**
 * Two values, number by number. Both have one shape; a product may also be of an image and one number for each channel.
 * @param areExclusive whether nothing else needs them
 */
export function combine(kind: 'add' | 'multiply', values: Pair<Seen>, areExclusive: Pair<boolean>): Seen | Refusal {
  const verb = kind === 'add' ? 'adds' : 'multiplies';
  const [one, other] = [settled(values[0]), settled(values[1])];
  if (typeof one === 'string') return one;
  if (typeof other === 'string') return other;
  const fits = one.rank === other.rank && one.isLast === other.isLast;
  const shapes = [one.expression.shape, other.expression.shape] as const;
  const image = shapes.find(isImage);
  const isPerChannel =
    kind === 'multiply' &&
    image !== undefined &&
    shapes.some(({ length }) => length === 1) &&
    shapes[0][0] === shapes[1][0];
  if (!fits || !(isPerChannel || shapes[0].join() === shapes[1].join())) return `${verb} values of different shapes`;
  if (isFlattenedOtherwise(one) || isFlattenedOtherwise(other))
    return `${verb} images that were flattened in another order`;
  const alike = inOneOrder([one, other], areExclusive);
  if (!alike) return `${verb} values whose channels come in different orders`;
  const [{ places, ...form }] = alike;
  return {
    rank: form.rank,
    isLast: form.isLast,
    ...(places && { places }),
    expression: {
      layer: { kind, activation: 'identity' },
      sources: alike.map(({ expression }) => expression),
      shape: image ?? shapes[0],
    },
  };
}

/** The values with the places of their channels alike: of one that comes from weights, their rows can be put in the order of the other. */
function inOneOrder(
  [one, other]: Pair<Seen>,
  [isOneExclusive, isOtherExclusive]: Pair<boolean>,
): Pair<Seen> | undefined {
  if (one.places?.join() === other.places?.join()) return [one, other];
  const otherInPlace = isOtherExclusive ? inPlacesOf(one, other) : undefined;
  if (otherInPlace) return [one, otherInPlace];
  const oneInPlace = isOneExclusive ? inPlacesOf(other, one) : undefined;
  return oneInPlace && [oneInPlace, other];
}

function inPlacesOf({ places: wanted }: Seen, { places, ...seen }: Seen): Seen | undefined {
  const { layer, weights, shape } = seen.expression;
  // Filters of groups stay with what they read.
  const isFree = layer !== undefined && isWeighted(layer as Layer) && (!('groups' in layer) || layer.groups === 1);
  if (!isFree || !weights || !('activation' in layer)) return undefined;
  const all = Array.from({ length: shape[0] }, (_, unit) => unit);
  const unitAt = new Map(all.map((unit) => [places?.[unit] ?? unit, unit]));
  const units = all.map((channel) => unitAt.get(wanted?.[channel] ?? channel)!);
  const expression: Expression = {
    ...seen.expression,
    layer: { ...layer, activation: ofUnits(layer.activation, units) },
    weights: withUnits(weights, units),
  };
  return { ...seen, expression, ...(wanted && { places: wanted }) };
}

/** The weights with their units in another order. */
export function withUnits({ shape, load }: Weights, units: ArrayLike<number>): Weights {
  return {
    shape,
    load: () => {
      const { weight, bias } = load();
      const fanIn = weight.data.length / bias.length;
      return {
        weight: {
          shape: weight.shape,
          data: weight.data.map((_, at) => weight.data[units[Math.floor(at / fanIn)]! * fanIn + (at % fanIn)]!),
        },
        bias: bias.map((_, unit) => bias[units[unit]!]!),
      };
    },
  };
}
