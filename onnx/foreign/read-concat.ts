import { intOf } from '../attributes.ts';
import { isImage } from './expression.ts';
import type { NodeReader, Seen } from './seen.ts';

/** Channels of images of one size side by side, or features. */
export const readConcat: NodeReader = ({ node, seen, isExclusive }) => {
  const parts = node.inputs.map(seen);
  if (parts.some((part) => part === undefined)) return 'joins what is computed with constants';
  const [first, ...rest] = parts as [Seen, ...Seen[]];
  if (rest.length === 0) return first;
  if (rest.some(({ rank, isLast }) => rank !== first.rank || isLast !== first.isLast)) {
    return 'joins values of different layouts';
  }
  if (first.rank === 2 && first.isLast) return 'joins flattened images with channels last';
  const axis = intOf(node, 'axis', 1);
  if ((axis < 0 ? axis + first.rank : axis) !== (first.isLast ? first.rank - 1 : 1))
    return 'joins along another axis than channels';
  const shapes = [first, ...rest].map(({ expression }) => expression.shape);
  const { shape } = first.expression;
  if (shapes.some((other) => other.slice(1).join() !== shape.slice(1).join())) return 'joins images of different sizes';
  const channels = shapes.reduce((sum, [own]) => sum + own, 0);
  return {
    rank: first.rank,
    isLast: first.isLast,
    expression: {
      layer: { kind: 'concat' },
      sources: [first, ...rest].map(({ expression }) => expression),
      shape: isImage(shape) ? [channels, shape[1], shape[2]] : [channels],
      isSoleReader: node.inputs.every(isExclusive),
    },
  };
};
