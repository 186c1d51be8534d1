import type { Posterior } from '../../../core/index.ts';
import { examplePosterior } from '../../support/posterior-example.ts';

/** A posterior with everything that any criterion needs. */
export function mixturePosterior(widths?: readonly number[], seed?: number): Posterior {
  const posterior = examplePosterior(widths, seed);
  const layers = posterior.network.layers;
  return {
    ...posterior,
    family: 'mixture',
    prior: {
      ...posterior.prior,
      slabScales: layers.map((_, layer) => 1.5 + layer),
      spikeScales: layers.map((_, layer) => 0.2 + 0.1 * layer),
      weightLogits: layers.map(() => -1),
    },
  };
}
