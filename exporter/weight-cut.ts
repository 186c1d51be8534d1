import { isGrouped, type Kept, type Posterior, structureOf, type Weighted } from '../core/index.ts';
import { weightLogOddsOf } from './criteria/inclusion.ts';
import { isFoldable } from './foldable.ts';
import { allKept } from './levels.ts';

/** A cut of single weights: which stay, and what is left of units and inputs. */
export interface WeightCut {
  /** Whether the weight `at` of a layer stays, by layer with weights. */
  readonly isKept: readonly ((at: number) => boolean)[];
  /** Members of each level on a path of kept weights from an input to an output. Empty levels: there is no such path. */
  readonly kept: Kept;
  /** Units that read nothing kept, by level: constants. */
  readonly constants: readonly ReadonlySet<number>[];
}

/**
 * Keeps the weights with log-odds above a threshold, and what lies on a path of them from an input to an output
 * (docs/families/weight.md). A unit that reads nothing any more is a constant; it is cut where its readers' biases can take it over.
 */
export function cutWeights(posterior: Posterior, threshold: number): WeightCut {
  const { network } = posterior;
  const { levels, weighted } = structureOf(network);
  const logOdds = weightLogOddsOf(posterior)!;
  const isKept = logOdds.map((values) => (at: number) => values[at]! > threshold);

  const all = allKept(posterior);
  const constants = levels.map(() => new Set<number>());
  for (const layer of weighted) {
    const { level } = layer.output;
    if (!isFoldable(network, level)) continue;
    const reads = eachWeight(layer, isKept[layer.ordinal]!, (_, member) => !constants[layer.input.level]!.has(member));
    for (const unit of all[level]!) if (!reads.has(unit)) constants[level]!.add(unit);
  }

  const kept: (readonly number[])[] = all.map((members, level) =>
    members.filter((member) => !constants[level]!.has(member)),
  );
  for (let level = levels.length - 1; level >= 0; level--) {
    if (!levels[level]!.prunable) continue;
    const read = new Set<number>();
    for (const layer of weighted.filter(({ input, tied }) => input.level === level && !tied)) {
      const staying = new Set(kept[layer.output.level]);
      eachWeight(layer, isKept[layer.ordinal]!, (unit, member) => {
        if (staying.has(unit)) read.add(member);
        return true;
      });
    }
    kept[level] = kept[level]!.filter((member) => read.has(member));
  }
  return { isKept, kept, constants };
}

/** Visits kept weights with the unit and the member of what it reads. @returns the units with a weight that counts */
function eachWeight(
  { shape, fanIn, input }: Weighted,
  isKept: (at: number) => boolean,
  counts: (unit: number, member: number) => boolean,
): Set<number> {
  const span = (input.block * fanIn) / shape[1]!;
  const found = new Set<number>();
  for (let unit = 0; unit < shape[0]!; unit++) {
    for (let within = 0; within < fanIn; within++) {
      if (!isKept(unit * fanIn + within)) continue;
      if (counts(unit, Math.floor(within / span))) found.add(unit);
    }
  }
  return found;
}

/** How many weights of a cut are left: kept, and between what is left. */
export function countKept({ network }: Posterior, { isKept, kept }: WeightCut): number {
  const staying = kept.map((members) => new Set(members));
  let count = 0;
  for (const layer of structureOf(network).weighted) {
    eachWeight(layer, isKept[layer.ordinal]!, (unit, member) => {
      const reads = isGrouped(layer.layer) || staying[layer.input.level]!.has(member);
      if (reads && staying[layer.output.level]!.has(unit)) count++;
      return true;
    });
  }
  return count;
}
