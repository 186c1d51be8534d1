import { type Posterior, tensorNames, weightedLayers } from '../../core/index.ts';
import type { Criterion } from './criterion.ts';
import { groupSums, levelsFrom, outgoingSums } from './group-sums.ts';
import { eachOf, type Gaussians, uncertainLayers } from './layers.ts';

/**
 * The norm of what a unit reads times the norm of the weights it is read by; of a feature the latter. Relative to the mean
 * of its level: norms grow with the number of weights, and a budget would empty the levels that have few.
 */
export const magnitude: Criterion = {
  name: 'magnitude',
  summary:
    'norm of the incoming times norm of the outgoing weights, relative to the mean of the level; |w| of a weight',
  scale: 'score',
  score: (posterior) => {
    const squares = squaresOf(posterior);
    const incoming = groupSums(posterior, squares);
    const levels = levelsFrom(outgoingSums(posterior, squares), (outgoing, _, level, member) =>
      Math.sqrt(level === 0 ? outgoing : incoming[level]!.sums[member]! * outgoing),
    );
    return {
      levels: levels.map((scores) => scores && relativeToMean(scores)),
      weights: squares.map(({ weights }) => Float32Array.from(weights, Math.sqrt)),
    };
  },
};

function relativeToMean(scores: Float32Array): Float32Array {
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return mean === 0 ? scores : scores.map((score) => score / mean);
}

function squaresOf({ network, tensors }: Posterior) {
  const squares = (name: string) => Float64Array.from(tensors[name]!.data, (value) => value ** 2);
  return weightedLayers(network).map((weighted) => ({
    weighted,
    weights: squares(tensorNames.slabMean(weighted.index)),
    biases: squares(tensorNames.biasMean(weighted.index)),
  }));
}

/**
 * |mu| / s (Bayes by Backprop, arXiv 1505.05424); the root mean square over a group, so that large groups gain nothing. Biases
 * that are points have no noise and do not count.
 */
export const signalToNoise: Criterion = {
  name: 'snr',
  summary: 'signal-to-noise |mean| / standard deviation, root mean square over a group',
  scale: 'score',
  score: (posterior) => {
    const ratios = (gaussians: Gaussians) => eachOf(gaussians, (mean, deviation) => (mean / deviation) ** 2);
    const squares = uncertainLayers(posterior, 'snr').map(({ weighted, weights, biases }) => ({
      weighted,
      weights: ratios(weights),
      ...(biases && { biases: ratios(biases) }),
    }));
    return {
      levels: levelsFrom(groupSums(posterior, squares), (sum, count) => Math.sqrt(sum / count)),
      weights: squares.map(({ weights }) => Float32Array.from(weights, Math.sqrt)),
    };
  },
};
