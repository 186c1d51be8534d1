import { settled } from './affine.ts';
import { repeated } from './broadcast.ts';
import { isImage } from './expression.ts';
import { inPlaces, sortedInto } from './rearranged.ts';
import { isFlattenedOtherwise, type Refusal, type Seen } from './seen.ts';

type Pair<T> = readonly [T, T];

/**
 * Two values, number by number. Both have one shape, but for images of one channel, which go with each channel of the other;
 * a product may also be of an image and one number for each channel.
 * @param areExclusive whether nothing else needs them
 */
export function combine(kind: 'add' | 'multiply', values: Pair<Seen>, areExclusive: Pair<boolean>): Seen | Refusal {
  const verb = kind === 'add' ? 'adds' : 'multiplies';
  const ready = [settled(values[0]), settled(values[1])] as const;
  if (typeof ready[0] === 'string') return ready[0];
  if (typeof ready[1] === 'string') return ready[1];
  const [one, other] = [asManyChannels(ready[0], ready[1]), asManyChannels(ready[1], ready[0])];
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
      isSoleReader: areExclusive.every((isExclusive) => isExclusive),
    },
  };
}

/** An image of one channel with as many as another has, of the same places. */
function asManyChannels(seen: Seen, { expression: { shape }, places }: Seen): Seen {
  const own = seen.expression.shape;
  const isAlike = isImage(own) && own[0] === 1 && shape[0] > 1 && own.slice(1).join() === shape.slice(1).join();
  const expression = isAlike ? repeated(seen.expression, shape[0]) : undefined;
  return expression ? { ...seen, expression, ...(places && { places }) } : seen;
}

/** The values with the places of their channels alike: one of them is put in the order of the other. */
function inOneOrder(
  [one, other]: Pair<Seen>,
  [isOneExclusive, isOtherExclusive]: Pair<boolean>,
): Pair<Seen> | undefined {
  if (one.places?.join() === other.places?.join()) return [one, other];
  return (
    pairOf(one, inPlaces(other, one.places, isOtherExclusive)) ??
    pairOf(inPlaces(one, other.places, isOneExclusive), other) ??
    pairOf(one, sortedInto(other, one.places)) ??
    pairOf(sortedInto(one, other.places), other)
  );
}

function pairOf(one: Seen | undefined, other: Seen | undefined): Pair<Seen> | undefined {
  return one && other && [one, other];
}
