import { describe, expect, test } from '@jest/globals';
import {
  type Activation,
  graph,
  type InputSpec,
  type Posterior,
  parseNetwork,
  randomStream,
} from '../../../core/index.ts';
import { compact, planPruning } from '../../../exporter/index.ts';
import { momentOutputs } from '../../../exporter/predictive/moment-outputs.ts';
import { variancesOf } from '../../../exporter/predictive/variances.ts';
import { randomPosteriorOf } from '../../support/random-posterior.ts';
import { compactOutputs } from '../random-network.ts';
import { everything, perturbed } from './cases.ts';

describe('means and variances carried through layers', () => {
  const activations: readonly Activation[] = ['relu', 'leaky', 'silu', 'gelu', 'tanh', 'sigmoid', 'identity'];

  test.each(activations)('are those of many samples (%s)', (activation) => {
    const input: InputSpec = { kind: 'image', height: 1, width: 6, channels: 1, scale: 1 };
    const made = randomPosteriorOf(parseNetwork('6-12-3', activation), input, 5, { stdDev: 0.3 });
    checkAgainstSamples(made, Float32Array.of(1, -1, 0.5, 2, 0, -0.3), 0.1, 0.2);
  });

  test.each(['c4k3-max2-c5k2-flat-8', 'c4k3p1-avg2-c5k2-gavg', 'c4k3-c4k1=identity-add0-max2-flat'])(
    'of convolutions come near those of many samples (%s)',
    (layers) => {
      const network = parseNetwork(`6x6x1-${layers}-3`);
      const input: InputSpec = { kind: 'image', height: 6, width: 6, channels: 1, scale: 1 };
      const random = randomStream(2, 'image');
      checkAgainstSamples(
        randomPosteriorOf(network, input, 3, { stdDev: 0.1 }),
        Float32Array.from({ length: 36 }, () => random.uniform()),
        0.35,
        0.6,
      );
    },
  );
});

/** Means within a part of the standard deviation, variances within a part of themselves. */
function checkAgainstSamples(
  posterior: Posterior,
  row: Float32Array,
  meanTolerance: number,
  varianceTolerance: number,
) {
  const plan = planPruning(posterior, everything);
  const network = compact(posterior, plan);
  const variances = variancesOf(posterior, plan);
  const features = graph.input('features', [1, network.keptInputs.length]);
  const feed = Float32Array.from(network.keptInputs, (index) => row[index]!);
  const { mean, variance } = momentOutputs(network, variances, features, (_, node) => node);
  const [means, variancesFound] = graph.evaluate([mean, variance], { features: feed });
  const random = randomStream(1, 'many samples');
  const count = 1000;
  const sums = [0, 1, 2].map(() => ({ first: 0, second: 0 }));
  for (let draw = 0; draw < count; draw++) {
    const outputs = compactOutputs(
      perturbed(network, variances, () => random.normal()),
      feed,
    );
    outputs.forEach((value, at) => {
      sums[at]!.first += value / count;
      sums[at]!.second += value ** 2 / count;
    });
  }
  sums.forEach(({ first, second }, at) => {
    const sampled = second - first ** 2;
    expect(Math.abs(means![at]! - first) / Math.sqrt(sampled)).toBeLessThan(meanTolerance);
    expect(Math.abs(variancesFound![at]! / sampled - 1)).toBeLessThan(varianceTolerance);
  });
}
