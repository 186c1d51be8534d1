import { graph, type Node, parameterCount, throughLayers, weightedLayers } from '../../core/index.ts';
import {
  batchNormParameters,
  isNormalised,
  normalise,
  normaliseByRunning,
  runningParameters,
  runningUpdates,
} from './batch-norm.ts';
import { dropoutNoise, dropped } from './dropout.ts';
import type { Family, FamilyContext } from './family.ts';
import { meanParameters } from './gaussian-slab.ts';
import { roundedSums, stepParameters } from './rounded-weights.ts';

/** Point estimates and no prior: the ordinary network that everything is compared with, and fine-tuning after a cut. */
export const deterministic: Family = {
  name: 'deterministic',
  summary: 'ordinary weights without a prior; nothing to cut, the network to compare with',
  prunes: false,
  parameters: (network, options) => [
    ...weightedLayers(network).flatMap((weighted) => {
      const [weight, bias] = meanParameters(weighted);
      return isNormalised(network, weighted.index) ? [weight] : [weight, bias];
    }),
    ...batchNormParameters(network),
    ...stepParameters(network, options),
  ],
  noise: dropoutNoise,
  forward: (context, features) => trained(context, features, () => undefined),
  predict: (context, features) =>
    throughLayers(
      context.network,
      features,
      (weighted, values) => graph.activate(roundedSums(context, weighted, values), weighted.layer.activation),
      (index, values) => normaliseByRunning(context, index, values),
    ),
  divergence: () => ({ slab: graph.constant(0), inclusion: graph.constant(0) }),
  toPosterior: (tensors) => ({ ...tensors }),
  expectedParameters: ({ network }) => graph.constant(parameterCount(network)),
  statistics: {
    parameters: runningParameters,
    after: (context, features) => {
      const updates: Record<string, Node> = {};
      trained(context, features, (index, values) => Object.assign(updates, runningUpdates(context, index, values)));
      return updates;
    },
  },
};

/** The forward pass of a training step, showing `watch` the values that each batch normalisation reads. */
function trained(context: FamilyContext, features: Node, watch: (index: number, values: Node) => void): Node {
  return throughLayers(
    context.network,
    features,
    (weighted, values) => {
      const sums = roundedSums(context, weighted, dropped(context, weighted, values));
      return graph.activate(sums, weighted.layer.activation);
    },
    (index, values) => {
      watch(index, values);
      return normalise(context, index, values);
    },
  );
}
