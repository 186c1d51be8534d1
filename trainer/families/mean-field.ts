import { graph, parameterCount, throughLayers } from '../../core/index.ts';
import type { Family } from './family.ts';
import {
  activationNoises,
  everywhere,
  fromStdDevs,
  meanSums,
  slabDivergences,
  slabParameters,
  slabScales,
  throughSampledSlabs,
  toStdDevs,
} from './gaussian-slab.ts';

/**
 * A Gaussian slab and no indicators: Bayes by Backprop (arXiv 1505.05424) with local reparameterisation. Nothing is decided
 * while it trains; a criterion may cut afterwards.
 */
export const meanField: Family = {
  name: 'mean-field',
  summary: 'a Gaussian for every weight and no indicators; nothing to cut by inclusion (arXiv 1505.05424)',
  prunes: false,
  parameters: slabParameters,
  noise: (network, _, batch) => activationNoises(network, batch),
  forward: throughSampledSlabs,
  predict: (context, features) =>
    throughLayers(context.network, features, (weighted, values) =>
      graph.activate(meanSums(context, weighted, values), weighted.layer.activation),
    ),
  divergence: (context, prior) => ({
    slab: slabDivergences(context, prior, everywhere),
    inclusion: graph.constant(0),
  }),
  slabScales: (context, prior) => slabScales(context, prior, everywhere),
  toPosterior: toStdDevs,
  fromPosterior: fromStdDevs,
  expectedParameters: ({ network }) => graph.constant(parameterCount(network)),
};
