import {
  comparedLevels,
  type Kept,
  keptAlong,
  type NetworkSpec,
  type Posterior,
  rowParts,
  structureOf,
  tensorNames,
  type Weighted,
} from '../../core/index.ts';

/** Whether any of `span` weights of a layer, from place `at` on, is not zero. */
export type HasWeight = (layer: Weighted, at: number, span: number) => boolean;

/**
 * Without the units and inputs whose outgoing weights to everything kept are all zero: their values reach no output.
 * A level of which nothing is read stays as it is; such a network is a constant, and still has to be a network.
 */
export function withoutUnread(network: NetworkSpec, hasWeight: HasWeight, kept: Kept): Kept {
  const { levels, weighted } = structureOf(network);
  const compared = comparedLevels(network);
  const remaining = [...kept];
  for (let level = levels.length - 1; level >= 0; level--) {
    if (!levels[level]!.prunable || compared.has(level)) continue;
    const readers = weighted.flatMap((reader) => rowReaders(reader, hasWeight, level, remaining));
    const read = remaining[level]!.filter((member) => readers.some((reads) => reads(member)));
    if (read.length > 0) remaining[level] = read;
  }
  return remaining;
}

/** By the posterior's slab means. */
export function weightsOf({ tensors }: Posterior): HasWeight {
  return ({ index }, at, span) => {
    const { data } = tensors[tensorNames.slabMean(index)]!;
    for (let place = at; place < at + span; place++) if (data[place] !== 0) return true;
    return false;
  };
}

/** For each part of a layer's input that runs over a level, whether a unit that stays has a weight other than zero for a member. */
function rowReaders(weighted: Weighted, hasWeight: HasWeight, level: number, kept: Kept) {
  const units = keptAlong(weighted.output, kept);
  return rowParts(weighted, level).map(
    ({ start, span }) =>
      (member: number): boolean =>
        units.some((unit) => hasWeight(weighted, unit * weighted.fanIn + start + member * span, span)),
  );
}
