import { settled } from './affine.ts';
import type { NodeReader, Refusal, Seen } from './seen.ts';

/** The sum of two or more computed values, as where a residual block ends. */
export const readSum: NodeReader = ({ node, seen }) => sumOf(node.inputs.map(seen));

export function sumOf(addends: readonly (Seen | undefined)[]): Seen | Refusal {
  const parts: Seen[] = [];
  for (const addend of addends) {
    const part = addend && settled(addend);
    if (typeof part === 'string') return part;
    if (!part) return 'adds constants to computed values';
    parts.push(part);
  }
  const [first, ...others] = parts;
  if (!first || others.length === 0) return 'does not add two computed values';
  let sum = first;
  for (const other of others) {
    const fits = sum.rank === other.rank && sum.isLast === other.isLast;
    if (!fits || sum.expression.shape.join() !== other.expression.shape.join())
      return 'adds values of different shapes';
    sum = {
      rank: sum.rank,
      isLast: sum.isLast,
      expression: {
        layer: { kind: 'add', activation: 'identity' },
        sources: [sum.expression, other.expression],
        shape: sum.expression.shape,
      },
    };
  }
  return sum;
}
