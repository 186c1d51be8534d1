import type { ValueAxis } from './level-axis.ts';
import type { Ties } from './level-ties.ts';

/** Rotations of one axis against itself would go on for as long as there are members. */
const mostRounds = 8;

/** An axis in segments of what has become of its levels. */
export function inParts<S extends ValueAxis[number]>(ties: Ties, axis: readonly S[]): S[] {
  return axis.flatMap((segment) => ties.partsOf(segment.level).map((part) => ({ ...segment, ...part })));
}

/** The values from `start` on and before `end`; undefined where a member, or the features, would have to be divided. */
export function sliceOf(ties: Ties, axis: ValueAxis, start: number, end: number): ValueAxis | undefined {
  const parts = cutAt(ties, axis, [start, end]);
  const ends = parts && endsOf(parts);
  return parts?.filter(({ size, block }, at) => ends![at]! <= end && ends![at]! - size * block >= start);
}

/**
 * Two axes of one length with their levels divided so that both have the same segments; undefined where that would divide
 * a member, or the features.
 */
export function aligned(ties: Ties, one: ValueAxis, other: ValueAxis): readonly [ValueAxis, ValueAxis] | undefined {
  let [left, right]: [ValueAxis, ValueAxis] = [inParts(ties, one), inParts(ties, other)];
  for (let round = 0; round < mostRounds; round++) {
    if (isDividedAlike(left, right)) return [left, right];
    const cut = cutAt(ties, left, endsOf(right));
    const otherCut = cut && cutAt(ties, right, endsOf(cut));
    if (!otherCut) return undefined;
    // What divided the second may have divided levels of the first.
    [left, right] = [inParts(ties, cut), otherCut];
  }
  return undefined;
}

function cutAt(ties: Ties, axis: ValueAxis, ends: readonly number[]): ValueAxis | undefined {
  let start = 0;
  let next = 0;
  for (const { level, size, block } of inParts(ties, axis)) {
    const end = start + size * block;
    for (; next < ends.length && ends[next]! < end; next++) {
      const member = (ends[next]! - start) / block;
      if (!Number.isInteger(member) || !ties.divide(level, member)) return undefined;
    }
    start = end;
  }
  return inParts(ties, axis);
}

function endsOf(axis: ValueAxis): number[] {
  let end = 0;
  return axis.map(({ size, block }) => {
    end += size * block;
    return end;
  });
}

function isDividedAlike(one: ValueAxis, other: ValueAxis): boolean {
  return (
    one.length === other.length &&
    one.every(({ size, block }, at) => size === other[at]!.size && block === other[at]!.block)
  );
}
