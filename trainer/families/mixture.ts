import { graph, parameterCount, SecateurError } from '../../core/index.ts';
import { makePrior, type Prior } from '../priors/priors.ts';
import { defaultWeightInclusion, weightLogits } from '../priors/weight-priors.ts';
import { evaluated } from './evaluated.ts';
import type { Family, PriorSubject } from './family.ts';
import { medianGates, throughGates } from './gates.ts';
import {
  activationNoises,
  fromStdDevs,
  meanSums,
  slabParameters,
  throughSampledSlabs,
  toStdDevs,
} from './gaussian-slab.ts';
import { mixtureDivergence, mixtureNoises } from './mixture-divergence.ts';
import { sharedIndicatorLogOdds } from './mixture-inclusion.ts';

/** The spike's standard deviation as a part of the slab's. */
const spikeShare = 1 / 8;

/**
 * Bayes by Backprop (arXiv 1505.05424) with a mixture of two Gaussians as the prior of every weight and bias, lambda
 * N(0, t1^2) + (1 - lambda) N(0, t0^2), and N(mu, s^2) as its posterior. It has no indicators while it is
 * trained: what the mixture has summed out is recovered at the end, for units and features by the shared indicators of
 * `sharedIndicatorLogOdds`.
 */
export const mixture: Family = {
  name: 'mixture',
  summary: 'Gaussian weights under a two-Gaussian prior, inclusion recovered afterwards (Bayes by Backprop)',
  prunes: true,
  parameters: slabParameters,
  completePrior: withSpikes,
  noise: (network, _, batch) => [...activationNoises(network, batch), ...mixtureNoises(network)],
  forward: throughSampledSlabs,
  predict: (context, features, prior) => {
    const gates = medianGates({ ...context, parameters: sharedIndicatorLogOdds(context, prior) });
    return throughGates(context.network, gates, features, (weighted, values) => meanSums(context, weighted, values));
  },
  /** One number cannot be divided into what the slab and what the choice of a component costs: all of it is warmed up. */
  divergence: (context, prior) => ({
    slab: mixtureDivergence(context, prior),
    inclusion: graph.constant(0),
  }),
  toPosterior: (tensors, { network, options, prior }) => ({
    ...toStdDevs(tensors),
    ...evaluated(tensors, (parameters) => sharedIndicatorLogOdds({ network, options, parameters }, prior)),
  }),
  fromPosterior: fromStdDevs,
  expectedParameters: ({ network }) => graph.constant(parameterCount(network)),
};

function withSpikes(prior: Prior, about: PriorSubject): Prior {
  const { budget, inclusion = defaultWeightInclusion, spikeScale } = about.options;
  if (budget !== undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      "The family 'mixture' has no indicators while it is trained, so that no prior could charge for what they keep. Choose a size when cutting (`secateur export --rule budget=N`), or another family.",
    );
  }
  const spikeScales = prior.slabScales.map((scale) => spikeScale ?? spikeShare * scale);
  if (spikeScales.every((scale, layer) => scale > 0 && scale < prior.slabScales[layer]!)) {
    const options = { ...about.options, inclusion };
    const { inputLogit, unitLogits } = makePrior(about.network, about.examples, options);
    return { ...prior, inputLogit, unitLogits, weightLogits: weightLogits({ ...about, options }), spikeScales };
  }
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `The spike's scale must lie between 0 and the slab's (${prior.slabScales.map((scale) => scale.toPrecision(3)).join(', ')}), not be ${spikeScale}.`,
  );
}
