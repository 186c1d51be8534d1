import { mostLayers } from '../../core/index.ts';
import { combine } from './combine.ts';
import type { NodeReader, Refusal, Seen } from './seen.ts';

/** The sum of two or more computed values, as where a residual block ends. */
export const readSum: NodeReader = ({ node, seen, isExclusive }) =>
  sumOf(node.inputs.map(seen), node.inputs.map(isExclusive));

/** @param areExclusive of each addend whether nothing else needs it */
export function sumOf(
  [first, ...others]: readonly (Seen | undefined)[],
  [isFirstExclusive = false, ...areExclusive]: readonly boolean[] = [],
): Seen | Refusal {
  if (others.length === 0) return 'does not add two computed values';
  if (others.length > mostLayers) return 'adds more values than networks have layers';
  let sum: Seen | Refusal | undefined = first;
  for (const [at, other] of others.entries()) {
    if (typeof sum === 'string') return sum;
    if (!sum || !other) return 'adds constants to computed values';
    const isExclusive = at > 0 || isFirstExclusive;
    sum = combine('add', [sum, other], [isExclusive, areExclusive[at] ?? false]);
  }
  return sum!;
}

/** The product of two computed values: of one shape, or an image and one number for each channel, as in squeeze and excitation. */
export const readProduct: NodeReader = ({ node, seen, isExclusive }) => {
  const [one = '', other = ''] = node.inputs;
  return productOf([seen(one), seen(other)], [isExclusive(one), isExclusive(other)]);
};

export function productOf(
  [one, other]: readonly [Seen | undefined, Seen | undefined],
  areExclusive: readonly [boolean, boolean],
): Seen | Refusal {
  return one && other ? combine('multiply', [one, other], areExclusive) : 'multiplies more than two values';
}
