import { intOf } from '../attributes.ts';
import { isImage } from './expression.ts';
import { channelAxis, type NodeReader, type Seen } from './seen.ts';

/** Channels of images of one size side by side, or features. */
export const readConcat: NodeReader = ({ node, seen, isExclusive }) => {
  const parts = node.inputs.map(seen);
  if (parts.some((part) => part === undefined)) return 'joins what is computed with constants';
  const [first, ...rest] = parts as [Seen, ...Seen[]];
  if (rest.length === 0) return first;
  if (rest.some(({ rank, isLast }) => rank !== first.rank || isLast !== first.isLast)) {
    return 'joins values of different layouts';
  }
  const isFlattened = (part: Seen) => part.expression.layer?.kind === 'flatten';
  if (first.rank === 2 && (first.isLast || [first, ...rest].some((part) => part.places && isFlattened(part)))) {
    return 'joins flattened images with channels last, or in another order';
  }
  const axis = intOf(node, 'axis', 1);
  if ((axis < 0 ? axis + first.rank : axis) !== channelAxis(first)) return 'joins along another axis than channels';
  const shapes = [first, ...rest].map(({ expression }) => expression.shape);
  const { shape } = first.expression;
  if (shapes.some((other) => other.slice(1).join() !== shape.slice(1).join())) return 'joins images of different sizes';
  const channels = shapes.reduce((sum, [own]) => sum + own, 0);
  const places = placesOf([first, ...rest]);
  return {
    rank: first.rank,
    isLast: first.isLast,
    ...(places && { places }),
    expression: {
      layer: { kind: 'concat' },
      sources: [first, ...rest].map(({ expression }) => expression),
      shape: isImage(shape) ? [channels, shape[1], shape[2]] : [channels],
      isSoleReader: node.inputs.every(isExclusive),
    },
  };
};

/** Where the channels of all come to lie, where those of one come in another order than the model's. */
function placesOf(parts: readonly Seen[]): Uint32Array | undefined {
  if (parts.every(({ places }) => !places)) return undefined;
  let end = 0;
  const places = parts.flatMap(({ places: own, expression }) => {
    const start = end;
    end += expression.shape[0];
    return Array.from({ length: expression.shape[0] }, (_, channel) => start + (own?.[channel] ?? channel));
  });
  return places.some((place, at) => place !== at) ? Uint32Array.from(places) : undefined;
}
