import {
  formatNetwork,
  inclusionNameOf,
  isPrunable,
  type Posterior,
  SecateurError,
  structureOf,
  tensorNames,
  weightedLayers,
} from '../../core/index.ts';
import type { Criterion } from './criterion.ts';
import { widestPaths } from './widest-paths.ts';

/** The inclusion log-odds that the family found: of units and inputs, or of single weights. */
export const inclusion: Criterion = {
  name: 'inclusion',
  summary: 'the inclusion probabilities that the family itself found',
  scale: 'log-odds',
  score: (posterior) => {
    const { network, tensors } = posterior;
    const levels = structureOf(network).levels.map((_, level) => tensors[inclusionNameOf(network, level) ?? '']?.data);
    if (levels.some((logOdds) => logOdds !== undefined)) return { levels };
    const weights = weightLogOddsOf(posterior);
    if (weights) return { levels: widestPaths(posterior, weights), weights };
    if (!isPrunable(network)) {
      throw new SecateurError(
        'ARGUMENT_INVALID',
        `There is nothing to cut: of a network ${formatNetwork(network)} no input or unit may be removed. Export it uncut (\`secateur export --dense\`), or train one with hidden layers.`,
      );
    }
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `There is nothing to cut: the family '${posterior.family}' has no inclusion probabilities. Export it uncut (\`secateur export --dense\`), choose a criterion (\`--criterion magnitude --rule budget=PARAMETERS\`), or train with the family 'node'.`,
    );
  },
};

/** Stored log-odds of single weights, by layer with weights; undefined where the family has none. */
export function weightLogOddsOf({ network, tensors }: Posterior): Float32Array[] | undefined {
  const found = weightedLayers(network).flatMap(({ index }) => tensors[tensorNames.weightInclusion(index)]?.data ?? []);
  return found.length > 0 ? found : undefined;
}
