import { type Kept, type Posterior, structureOf, type Tensor, tensorNames, type Weighted } from '../core/index.ts';

/**
 * Without the units and inputs whose outgoing weights to everything kept are all zero: their values reach no output.
 * A level of which nothing is read stays as it is; such a network is a constant, and still has to be a network.
 */
export function withoutUnread({ network, tensors }: Posterior, kept: Kept): Kept {
  const { levels, weighted } = structureOf(network);
  const remaining = [...kept];
  for (let level = levels.length - 1; level >= 0; level--) {
    if (!levels[level]!.prunable) continue;
    const readers = weighted
      .filter(({ input, tied }) => input.level === level && !tied)
      .map((reader) =>
        memberReader(reader, tensors[tensorNames.slabMean(reader.index)]!, remaining[reader.output.level]!),
      );
    const read = remaining[level]!.filter((member) => readers.some((reads) => reads(member)));
    if (read.length > 0) remaining[level] = read;
  }
  return remaining;
}

/** Whether any of a layer's units that stay has a weight that is not zero for a member of what it reads. */
function memberReader({ fanIn, shape, input }: Weighted, { data }: Tensor, units: readonly number[]) {
  const span = (input.block * fanIn) / shape[1]!;
  return (member: number): boolean =>
    units.some((unit) => {
      const start = unit * fanIn + member * span;
      for (let at = start; at < start + span; at++) if (data[at] !== 0) return true;
      return false;
    });
}
