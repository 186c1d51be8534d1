import { formatNetwork, type Kept, macCount, narrowNetwork, parameterCount } from '../../../core/index.ts';
import type { PruneBasis } from './basis.ts';

/** What follows from a cut without measuring anything. */
export interface CutFigures {
  /** As `formatNetwork` writes it. */
  readonly network: string;
  readonly parameters: number;
  /** Multiply-accumulates for one example. */
  readonly macs: number;
  /**
   * What the posterior says it costs to be certain of the cut, in nats over all training rows (`PredictedRise.spike`);
   * undefined where the family has no indicators.
   */
  readonly predictedRise: number | undefined;
}

export function figuresOf(basis: PruneBasis, kept: Kept): CutFigures {
  const network = narrowNetwork(basis.network, kept);
  return {
    network: formatNetwork(network),
    parameters: parameterCount(network),
    macs: macCount(network),
    predictedRise: predictedRise(basis, kept),
  };
}

function predictedRise({ levels }: PruneBasis, kept: Kept): number | undefined {
  if (levels.every(({ spikeCosts }) => !spikeCosts)) return undefined;
  let total = 0;
  for (const [level, { spikeCosts }] of levels.entries()) {
    if (!spikeCosts) continue;
    for (const cost of spikeCosts) total += cost;
    for (const member of kept[level]!) total -= spikeCosts[member]!;
  }
  return Math.max(0, total);
}
