import {
  type CompactNetwork,
  isGrouped,
  isPerUnit,
  isWeighted,
  membersAt,
  type NetworkSpec,
  type Posterior,
  runsOver,
  specOf,
  structureOf,
  widthsOf,
} from '../../core/index.ts';
import { levelName } from '../cut/levels.ts';
import type { PruningPlan } from '../cut/plan.ts';
import { withMembers } from './with-members.ts';

/** A network whose inputs and units come in the order of need, so that the first of each level are a network too. */
export interface AdjustableNetwork {
  readonly network: CompactNetwork;
  /** By level (`structureOf`): whether it becomes narrower with the width. */
  readonly narrows: readonly boolean[];
}

/**
 * Puts the inputs and units of a cut network in the order of the scores that the cut went by (posterior log-odds of
 * inclusion), the most needed first; it computes the same. Levels without scores, channels tied by depthwise or
 * grouped convolutions, what is joined with others by a concatenation, slices and units with slopes of their own stay
 * as they are at every width.
 * @param network what `compact` made of the plan
 */
export function sortByNeed(network: CompactNetwork, posterior: Posterior, plan: PruningPlan): AdjustableNetwork {
  const spec = specOf(network);
  const { levels } = structureOf(spec);
  const scores = new Map(plan.groups.map(({ name, logOdds }) => [name, logOdds]));
  const orders = widthsOf(spec).map((size, level) => {
    const members = Array.from({ length: size }, (_, index) => index);
    const own = mayNarrow(spec, level) ? scores.get(levelName(posterior, level)) : undefined;
    if (!own) return { members, narrows: false };
    const before = level === 0 ? network.keptInputs : keptUnitsOf(network, levels[level]!.owner!);
    return { members: members.sort((a, b) => own[before[b]!]! - own[before[a]!]! || a - b), narrows: true };
  });
  const order = orders.map(({ members }) => members);
  return {
    network: withMembers(network, order),
    narrows: orders.map(({ narrows }) => narrows),
  };
}

/** How many members of each level a width leaves. */
export function prefixAt({ network, narrows }: AdjustableNetwork, width: number): number[] {
  return widthsOf(specOf(network)).map((size, level) => (narrows[level] ? membersAt(width, size) : size));
}

function mayNarrow(network: NetworkSpec, level: number): boolean {
  const { levels, weighted, outputs } = structureOf(network);
  const stays = weighted.some(({ layer, input, output }) =>
    [input, output].some((axis) => runsOver(axis, level) && (isGrouped(layer) || axis.length > 1)),
  );
  // Places and slopes are written into the file once.
  const isWritten = network.layers.some(
    (layer, index) =>
      runsOver(outputs[index]!, level) &&
      (layer.kind === 'slice' || ('activation' in layer && isPerUnit(layer.activation))),
  );
  return levels[level]!.prunable && !stays && !isWritten;
}

function keptUnitsOf(network: CompactNetwork, index: number): readonly number[] {
  const layer = network.layers[index]!;
  if (!isWeighted(layer)) throw new RangeError(`Layer ${index} has no units.`);
  return layer.keptUnits;
}
