import { type Posterior, softplus } from '../../core/index.ts';
import type { Criterion } from './criterion.ts';
import { gaussHermite } from './gauss-hermite.ts';
import { groupSums, levelsFrom, priorLogit } from './group-sums.ts';
import { anyOf } from './independent.ts';
import { eachOf, type Gaussians, type SpikedLayer, spikedLayers } from './layers.ts';

/** A weight's prior lambda N(0, t1^2) + (1 - lambda) N(0, t0^2): slab t1, spike t0, logit of lambda. */
export interface MixturePrior {
  readonly slabScale: number;
  readonly spikeScale: number;
  readonly weightLogit: number;
}

/**
 * (A) of docs/criteria.md, mean-field: the update of an indicator's own factor of the posterior, whose log-odds are
 * logit(lambda) + log(t0 / t1) + (mu^2 + s^2) (1 / t0^2 - 1 / t1^2) / 2.
 */
export function meanFieldLogOdds(mean: number, deviation: number, prior: MixturePrior): number {
  return prior.weightLogit + increment(mean, deviation, prior);
}

function increment(mean: number, deviation: number, { slabScale, spikeScale }: MixturePrior): number {
  const steepness = (spikeScale ** -2 - slabScale ** -2) / 2;
  return Math.log(spikeScale / slabScale) + (mean ** 2 + deviation ** 2) * steepness;
}

const { points, weights } = gaussHermite(40);

/**
 * (B) of docs/criteria.md: the responsibility of the slab, E_q of the part it has in the prior's density p at the weight. That of
 * the spike is E_q[(1 - lambda) N(w; 0, t0^2) / p(w)], and q's density times the spike's is a Gaussian as narrow as the
 * narrower of the two: taking the expectation of 1 / p over that one leaves nothing that the points could miss (to 2e-6).
 */
export function responsibilityLogOdds(mean: number, deviation: number, prior: MixturePrior): number {
  const { slabScale, spikeScale, weightLogit } = prior;
  const logSpikePart = -softplus(weightLogit);
  const logSlabPart = -softplus(-weightLogit);
  const variance = 1 / (deviation ** -2 + spikeScale ** -2);
  const centre = (mean * variance) / deviation ** 2;
  let sum = 0;
  let largest = -Infinity;
  for (let at = 0; at < points.length; at++) {
    const weight = centre + Math.sqrt(variance) * points[at]!;
    const slab = logSlabPart + logNormal(weight, slabScale);
    const spike = logSpikePart + logNormal(weight, spikeScale);
    const term = Math.log(weights[at]!) - Math.max(slab, spike) - Math.log1p(Math.exp(-Math.abs(slab - spike)));
    if (term > largest) [sum, largest] = [sum * Math.exp(largest - term) + 1, term];
    else sum += Math.exp(term - largest);
  }
  const logOfSpike = logSpikePart + logNormal(mean, Math.hypot(deviation, spikeScale)) + largest + Math.log(sum);
  return Math.log(-Math.expm1(Math.min(logOfSpike, -Number.EPSILON))) - logOfSpike;
}

function logNormal(x: number, deviation: number): number {
  return -((x / deviation) ** 2) / 2 - Math.log(deviation) - Math.log(2 * Math.PI) / 2;
}

type OfWeight = (mean: number, deviation: number, prior: MixturePrior) => number;

function ofLayers(posterior: Posterior, criterion: string, value: OfWeight) {
  const of = (layer: SpikedLayer, gaussians: Gaussians) =>
    eachOf(gaussians, (mean, deviation) => value(mean, deviation, layer));
  return spikedLayers(posterior, criterion).map((layer) => ({
    weighted: layer.weighted,
    weights: of(layer, layer.weights),
    biases: of(layer, layer.biases),
  }));
}

function independent(name: string, summary: string, value: OfWeight): Criterion {
  return {
    name,
    summary,
    scale: 'log-odds',
    score: (posterior) => {
      const logOdds = ofLayers(posterior, name, value);
      return { levels: anyOf(posterior, logOdds), weights: logOdds.map(({ weights }) => Float32Array.from(weights)) };
    },
  };
}

export const mixtureA = independent(
  'mixture-a',
  'mixture prior: mean-field inclusion of each weight; a group is needed if any of its weights is',
  meanFieldLogOdds,
);

export const mixtureB = independent(
  'mixture-b',
  'mixture prior: expected responsibility of the slab for each weight; a group is needed if any of its weights is',
  responsibilityLogOdds,
);

/** (D) of docs/criteria.md: the weights of a group share an indicator, whose log-odds are the prior's and all increments of (A). */
export const mixtureD: Criterion = {
  name: 'mixture-d',
  summary: 'mixture prior: one indicator shared by all weights of a unit or input (what the family stores)',
  scale: 'log-odds',
  score: (posterior) => {
    const groups = groupSums(posterior, ofLayers(posterior, 'mixture-d', increment));
    return { levels: levelsFrom(groups, (sum, _, level) => priorLogit(posterior, level) + sum) };
  },
};
