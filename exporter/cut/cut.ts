import { everything, type Kept, type NetworkSpec } from '../../core/index.ts';
import type { PruningPlan } from './plan.ts';

/** What of a plan decides which network is left. */
export type Cut = Pick<PruningPlan, 'keptInputs' | 'keptUnits' | 'weights'>;

/**
 * What stays of each level. The features of a network that reads images are pixels, while its level 0 are channels: all of
 * both stay.
 */
export function keptBy({ keptInputs, keptUnits }: Cut, network: NetworkSpec): Kept {
  return [network.image ? everything(network)[0]! : keptInputs, ...keptUnits];
}
