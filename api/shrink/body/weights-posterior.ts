import { type CompactNetwork, isWeighted, type Posterior, specOf, tensorNames } from '../../../core/index.ts';
import { makePrior } from '../../../trainer/index.ts';

/** A network's weights as they are, in the form that criteria and plans read; nothing is known of their spread. */
export function weightsPosterior(network: CompactNetwork): Posterior {
  const spec = specOf(network);
  const { input, task, layers } = network;
  return {
    version: 1,
    network: spec,
    family: 'deterministic',
    prior: makePrior(spec, 1),
    tempering: { slab: 1, inclusion: 1, likelihood: 'none' },
    input,
    task,
    seed: 0,
    data: { name: 'none', sha256: '' },
    metrics: {},
    tensors: Object.fromEntries(
      layers.flatMap((layer, index) =>
        isWeighted(layer)
          ? [
              [tensorNames.slabMean(index), layer.weight],
              [tensorNames.biasMean(index), layer.bias],
            ]
          : [],
      ),
    ),
  };
}
