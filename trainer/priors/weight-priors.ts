import { SecateurError, structureOf, weightedLayers } from '../../core/index.ts';
import type { PriorSubject } from '../families/family.ts';
import { logitOfLog } from './priors.ts';

/**
 * Of single weights few are needed. With even odds, moreover, a weight of no use under a mixture prior may as well take the
 * slab's shape as the spike's, and stays.
 */
export const defaultWeightInclusion = 0.1;

/**
 * Prior log-odds of inclusion of the weights of each layer.
 * @throws ARGUMENT_INVALID for `layerwise`, a prior of units
 */
export function weightLogits({ network, examples, options }: PriorSubject): number[] {
  const { inclusion = defaultWeightInclusion, budget } = options;
  if (inclusion === 'layerwise') {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      'The layer-wise prior is one of units, and this family speaks of single weights. Choose `edge`, or a probability.',
    );
  }
  // A size-aware prior charges for the number of weights instead.
  const log = inclusion === 'edge' ? edgeLogInclusion({ network, examples }) : Math.log(inclusion);
  return weightedLayers(network).map(() => (budget === undefined ? logitOfLog(log) : 0));
}

/**
 * Log prior inclusion of every weight in SV-BNN: lambda = exp(-[log T + .1 ((L + 1) log k + log(sqrt(n) p))])
 * with T weights in all, L hidden layers, the widest of k units, p inputs and n training examples.
 */
export function edgeLogInclusion({ network, examples }: Pick<PriorSubject, 'network' | 'examples'>): number {
  const layers = weightedLayers(network);
  const weights = layers.reduce((sum, { fanIn, layer }) => sum + fanIn * layer.units, 0);
  const hidden = structureOf(network).levels.slice(1, -1);
  const widest = hidden.reduce((most, { size }) => Math.max(most, size), 1);
  const complexity = layers.length * Math.log(widest) + Math.log(Math.sqrt(examples) * network.inputs);
  return -(Math.log(weights) + 0.1 * complexity);
}
