import type { Posterior } from '../../core/index.ts';
import type { Criterion } from './criterion.ts';
import { groupSums, levelsFrom, priorLogit } from './group-sums.ts';
import { eachOf, type Gaussians, gaussianLayers, type LayerPosterior } from './layers.ts';

/**
 * (C) of docs/criteria.md, the Savage-Dickey density ratio: log N(0; 0, sp^2) - log N(0; mu, s^2), the log Bayes factor for a
 * weight under the slab N(0, sp^2) against the weight 0. Without a preference in the prior a weight goes where
 * mu^2 / s^2 <= log(sp^2 / s^2).
 */
export function savageDickeyLogFactor(mean: number, deviation: number, slabScale: number): number {
  return ((mean / deviation) ** 2 - Math.log(slabScale ** 2 / deviation ** 2)) / 2;
}

/** Standard deviation of the reduced prior as a part of the slab's, where the prior names no spike. */
const reducedShare = 1 / 100;

/**
 * Gaussian Bayesian model reduction: the log evidence that is lost when the prior variance vp of a weight
 * becomes vr. Pi = 1 / vr, Pf = 1 / s^2, P = Pf + Pi - 1 / vp, m = Pf mu / P,
 * dF = (mu^2 Pf - m^2 P - log(Pi Pf vp / P)) / 2; what loses nothing goes. As vr vanishes it becomes (C).
 */
export function reductionLoss(mean: number, deviation: number, slabScale: number, reducedScale: number): number {
  const [reduced, found] = [reducedScale ** -2, deviation ** -2];
  const precision = found + reduced - slabScale ** -2;
  const shrunken = (found * mean) / precision;
  const logRatio = Math.log((reduced / precision) * found * slabScale ** 2);
  return (mean ** 2 * found - shrunken ** 2 * precision - logRatio) / 2;
}

type OfWeight = (mean: number, deviation: number, layer: LayerPosterior) => number;

function factorsOf(posterior: Posterior, criterion: string, value: OfWeight) {
  const of = (layer: LayerPosterior, gaussians: Gaussians) =>
    eachOf(gaussians, (mean, deviation) => value(mean, deviation, layer));
  return gaussianLayers(posterior, criterion).map((layer) => ({
    ...layer,
    weights: of(layer, layer.weights),
    biases: of(layer, layer.biases),
  }));
}

/** The posterior factorises over weights: that all of a group are 0 has the sum of their log Bayes factors against it. */
export const savageDickey: Criterion = {
  name: 'savage-dickey',
  summary: 'Savage-Dickey density ratio at 0 under the slab, for all weights of a group at once',
  scale: 'log-odds',
  score: (posterior) => {
    const factors = factorsOf(posterior, 'savage-dickey', (mean, deviation, { slabScale }) =>
      savageDickeyLogFactor(mean, deviation, slabScale),
    );
    return {
      levels: levelsFrom(groupSums(posterior, factors), (sum, _, level) => priorLogit(posterior, level) + sum),
      weights: factors.map(({ weights, weightLogit }) => Float32Array.from(weights, (factor) => weightLogit + factor)),
    };
  },
};

/** Prior odds are even: what counts is whether the evidence falls. */
export const bayesianReduction: Criterion = {
  name: 'bmr',
  summary: 'Gaussian Bayesian model reduction: log evidence lost without the group',
  scale: 'log-odds',
  score: (posterior) => {
    const { spikeScales } = posterior.prior;
    const losses = factorsOf(posterior, 'bmr', (mean, deviation, { slabScale, weighted }) =>
      reductionLoss(mean, deviation, slabScale, spikeScales?.[weighted.ordinal] ?? reducedShare * slabScale),
    );
    return {
      levels: levelsFrom(groupSums(posterior, losses), (sum) => sum),
      weights: losses.map(({ weights }) => Float32Array.from(weights)),
    };
  },
};
