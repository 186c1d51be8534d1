import {
  type Kept,
  keptAlong,
  type Posterior,
  rowParts,
  structureOf,
  tensorNames,
  type Weighted,
} from '../../core/index.ts';

/**
 * Without the units and inputs whose outgoing weights to everything kept are all zero: their values reach no output.
 * A level of which nothing is read stays as it is; such a network is a constant, and still has to be a network.
 */
export function withoutUnread(posterior: Posterior, kept: Kept): Kept {
  const { levels, weighted } = structureOf(posterior.network);
  const remaining = [...kept];
  for (let level = levels.length - 1; level >= 0; level--) {
    if (!levels[level]!.prunable) continue;
    const readers = weighted.flatMap((reader) => rowReaders(posterior, reader, level, remaining));
    const read = remaining[level]!.filter((member) => readers.some((reads) => reads(member)));
    if (read.length > 0) remaining[level] = read;
  }
  return remaining;
}

/** For each part of a layer's input that runs over a level, whether a unit that stays has a weight other than zero for a member. */
function rowReaders({ tensors }: Posterior, weighted: Weighted, level: number, kept: Kept) {
  const { data } = tensors[tensorNames.slabMean(weighted.index)]!;
  const units = keptAlong(weighted.output, kept);
  return rowParts(weighted, level).map(({ start, span }) => (member: number): boolean => {
    return units.some((unit) => {
      const first = unit * weighted.fanIn + start + member * span;
      for (let at = first; at < first + span; at++) if (data[at] !== 0) return true;
      return false;
    });
  });
}
