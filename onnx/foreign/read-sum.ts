import { settled } from './affine.ts';
import type { NodeReader, Refusal, Seen } from './seen.ts';

/** The sum of two computed values, as where a residual block ends. */
export const readSum: NodeReader = ({ node, seen }) => sumOf(node.inputs.map(seen));

export function sumOf(addends: readonly (Seen | undefined)[]): Seen | Refusal {
  const parts = addends.map((part) => part && settled(part));
  const refusal = parts.find((part) => typeof part === 'string');
  if (refusal !== undefined) return refusal;
  const [left, right] = parts as (Seen | undefined)[];
  if (parts.length !== 2 || !left || !right) return 'does not add two computed values';
  const fits = left.rank === right.rank && left.isLast === right.isLast;
  if (!fits || left.expression.shape.join() !== right.expression.shape.join()) return 'adds values of different shapes';
  return {
    rank: left.rank,
    isLast: left.isLast,
    expression: {
      layer: { kind: 'add', activation: 'identity' },
      sources: [left.expression, right.expression],
      shape: left.expression.shape,
    },
  };
}
