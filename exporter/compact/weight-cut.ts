import {
  comparedLevels,
  eachWeight,
  type Kept,
  keptAlong,
  type MemberAt,
  membersAlong,
  type NetworkSpec,
  type Posterior,
  runsOver,
  structureOf,
} from '../../core/index.ts';
import { weightLogOddsOf } from '../criteria/inclusion.ts';
import { allKept } from '../cut/levels.ts';
import { isFoldable } from './foldable.ts';

/** A cut of single weights: which stay, and what is left of units and inputs. */
export interface WeightCut {
  /** Whether the weight `at` of a layer stays, by layer with weights. */
  readonly isKept: readonly ((at: number) => boolean)[];
  /** Whether a path of kept weights leads from an input to an output. */
  readonly hasPath: boolean;
  /** Members of each level on such a path; one of a level that all paths go past, in another part of a concatenation. */
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
  const compared = comparedLevels(network);
  const constants = levels.map(() => new Set<number>());
  for (const layer of weighted) {
    const varying = new Set<number>();
    eachWeight(layer, (at, unit, _, { segment, member }) => {
      if (isKept[layer.ordinal]!(at) && !constants[segment.level]!.has(member)) varying.add(unit);
    });
    // Of a level that can be folded nobody else makes a part.
    membersAlong(layer.output).forEach(({ segment: { level }, member }, unit) => {
      if (!varying.has(unit) && isFoldable(network, level)) constants[level]!.add(member);
    });
  }

  const kept: (readonly number[])[] = all.map((members, level) =>
    members.filter((member) => !constants[level]!.has(member)),
  );
  for (let level = levels.length - 1; level >= 0; level--) {
    if (!levels[level]!.prunable || compared.has(level)) continue;
    const read = new Set<number>();
    for (const layer of weighted.filter(({ input, tied }) => runsOver(input, level) && !tied)) {
      const staying = new Set(keptAlong(layer.output, kept));
      eachWeight(layer, (at, unit, _, { segment, member }) => {
        if (segment.level === level && staying.has(unit) && isKept[layer.ordinal]!(at)) read.add(member);
      });
    }
    kept[level] = kept[level]!.filter((member) => read.has(member));
  }
  const hasPath = reachesOutputs(network, isKept, kept);
  return { isKept, hasPath, kept: kept.map((members) => (members.length > 0 || !hasPath ? members : [0])), constants };
}

/**
 * Whether kept weights between members that stay lead from a feature, or from what might depend on one (a level whose
 * constants are not looked for), to what the network puts out.
 */
function reachesOutputs(network: NetworkSpec, isKept: WeightCut['isKept'], kept: Kept): boolean {
  const { weighted, outputs } = structureOf(network);
  const staying = kept.map((members) => new Set(members));
  const reached = kept.map(
    (members, level) => new Set(isFoldable(network, level) || runsOver(outputs.at(-1)!, level) ? [] : members),
  );
  for (const layer of weighted) {
    eachWeight(layer, (at, _, made, read) => {
      if (!reached[read.segment.level]!.has(read.member) || !isKept[layer.ordinal]!(at)) return;
      if (staying[made.segment.level]!.has(made.member)) reached[made.segment.level]!.add(made.member);
    });
  }
  return outputs.at(-1)!.some(({ level }) => reached[level]!.size > 0);
}

/** How many weights of a cut are left: kept, and between what is left. */
export function countKept({ network }: Posterior, { isKept, kept }: WeightCut): number {
  const staying = kept.map((members) => new Set(members));
  const stays = ({ segment, member }: MemberAt) => staying[segment.level]!.has(member);
  let count = 0;
  for (const layer of structureOf(network).weighted) {
    eachWeight(layer, (at, _, made, read) => {
      if (isKept[layer.ordinal]!(at) && stays(made) && stays(read)) count++;
    });
  }
  return count;
}
