import {
  inclusionNameOf,
  type NetworkSpec,
  type Posterior,
  partsOf,
  rowParts,
  structureOf,
  type Weighted,
} from '../../core/index.ts';

/** A number for each weight of a layer, and for each bias that counts. */
export interface LayerValues {
  readonly weighted: Weighted;
  readonly weights: ArrayLike<number>;
  readonly biases?: ArrayLike<number>;
}

/** By level, undefined where nothing can be cut: the sum over each member's group, and how many numbers went into it. */
export type GroupSums = readonly ({ readonly sums: Float64Array; readonly counts: Float64Array } | undefined)[];

/** Over the groups that indicators have: of a unit its incoming weights and bias, of a feature its outgoing weights. */
export function groupSums({ network }: Posterior, layers: readonly LayerValues[]): GroupSums {
  return cuttable(network, (level, add) => {
    for (const layer of layers) {
      if (level === 0) addOutgoing(layer, level, add);
      else addIncoming(layer, level, add);
    }
  });
}

/** Over the weights by which each member is read. */
export function outgoingSums({ network }: Posterior, layers: readonly LayerValues[]): GroupSums {
  return cuttable(network, (level, add) => {
    for (const layer of layers) addOutgoing(layer, level, add);
  });
}

type Add = (member: number, value: number) => void;

function cuttable(network: NetworkSpec, collect: (level: number, add: Add) => void): GroupSums {
  return structureOf(network).levels.map(({ size }, level) => {
    if (inclusionNameOf(network, level) === undefined) return undefined;
    const sums = new Float64Array(size);
    const counts = new Float64Array(size);
    collect(level, (member, value) => {
      sums[member]! += value;
      counts[member]! += 1;
    });
    return { sums, counts };
  });
}

function addIncoming({ weighted, weights, biases }: LayerValues, level: number, add: Add): void {
  const { fanIn } = weighted;
  for (const { start, size } of partsOf(weighted.output, level)) {
    for (let member = 0; member < size; member++) {
      const first = (start + member) * fanIn;
      for (let at = first; at < first + fanIn; at++) add(member, weights[at]!);
      if (biases) add(member, biases[start + member]!);
    }
  }
}

function addOutgoing({ weighted, weights }: LayerValues, level: number, add: Add): void {
  const { fanIn } = weighted;
  for (const { start, size, span } of rowParts(weighted, level)) {
    for (let row = start; row < weights.length; row += fanIn) {
      for (let at = 0; at < size * span; at++) add(Math.floor(at / span), weights[row + at]!);
    }
  }
}

/** What each member's sum amounts to, as scores of levels. */
export function levelsFrom(
  groups: GroupSums,
  value: (sum: number, count: number, level: number, member: number) => number,
): (Float32Array | undefined)[] {
  return groups.map(
    (group, level) =>
      group && Float32Array.from(group.sums, (sum, member) => value(sum, group.counts[member]!, level, member)),
  );
}

/** The prior log-odds that the members of a level are needed. */
export function priorLogit({ prior }: Posterior, level: number): number {
  return level === 0 ? prior.inputLogit : prior.unitLogits[level - 1]!;
}
