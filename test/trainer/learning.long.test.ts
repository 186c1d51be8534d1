import { describe, expect, test } from '@jest/globals';
import { scoreModel } from '../../api/index.ts';
import { type Activation, denseNetwork, type Posterior, tensorNames } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, exportModel, planPruning } from '../../exporter/index.ts';
import { fitPosterior, trainDense } from '../../trainer/index.ts';
import { syntheticDataset } from './synthetic-data.ts';

function keptInputs(posterior: Posterior): number[] {
  const logits = posterior.tensors[tensorNames.inputInclusion]!.data;
  return Array.from(logits.keys()).filter((index) => logits[index]! > 0);
}

/** Three features that matter and seventeen that do not. */
function noisyClassification(): Dataset {
  return syntheticDataset({
    features: 20,
    examples: 1000,
    classes: 2,
    target: (x, noise) => Number(x[0]! + x[1]! * x[2]! + 0.2 * noise.normal() > 0),
  });
}

/** Bai et al.: y = 7 x2 / (1 + x1^2) + 5 sin(x3 x4) + 2 x5 + N(0, 1), here among 30 features. */
function baiRegression(): Dataset {
  return syntheticDataset({
    features: 30,
    examples: 2000,
    classes: 0,
    draw: (random) => 2 * random.uniform() - 1,
    target: (x, noise) => (7 * x[1]!) / (1 + x[0]! ** 2) + 5 * Math.sin(x[2]! * x[3]!) + 2 * x[4]! + noise.normal(),
  });
}

/** The score on the validation part of the network that the median rule leaves. */
async function scoreOfCut(posterior: Posterior, dataset: Dataset) {
  const network = compact(posterior, planPruning(posterior, { name: 'median' }));
  return scoreModel(exportModel(network), dataset, dataset.split.validation);
}

describe('the posterior finds what matters', () => {
  test('in a classification: the three features, few of the seventeen others, and most labels', async () => {
    const dataset = noisyClassification();
    const { posterior } = await fitPosterior(dataset, {
      network: denseNetwork([20, 24, 2]),
      learningRate: 5e-3,
      inclusionRate: 0.06,
      epochs: 40,
    });
    const kept = keptInputs(posterior);
    expect(kept).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(kept.length).toBeLessThanOrEqual(6);
    expect(posterior.metrics['validationAccuracy']).toBeGreaterThan(0.85);
  });

  test('in a regression: the strong features and few others, with less error than the dense network', async () => {
    const dataset = baiRegression();
    const network = denseNetwork([30, 16, 8, 1]);
    const { posterior } = await fitPosterior(dataset, { network, learningRate: 5e-3, epochs: 40, narrow: false });
    const kept = keptInputs(posterior);
    expect(kept).toEqual(expect.arrayContaining([1, 4]));
    expect(kept.filter((index) => index > 4).length).toBeLessThanOrEqual(3);
    const dense = await trainDense(dataset, { network, learningRate: 5e-3, epochs: 60 });
    expect(posterior.metrics['validationRmse']).toBeLessThan(dense.history.at(-1)!.validation.value);
  });

  test('within the multiply-accumulates that it is given', async () => {
    const dataset = noisyClassification();
    const { posterior } = await fitPosterior(dataset, {
      network: denseNetwork([20, 24, 24, 2]),
      prior: { budget: 150, budgetUnit: 'macs' },
      tempering: { slab: 0.01 },
      learningRate: 5e-3,
      inclusionRate: 0.1,
      epochs: 60,
    });
    expect(posterior.prior.size).toMatchObject({ unit: 'macs', budget: 150 });
    const { macs, parameters } = planPruning(posterior, { name: 'median' }).after;
    // The expectation is what is controlled; the cut is near it. The whole network has 1,104.
    expect(macs).toBeGreaterThan(75);
    expect(macs).toBeLessThan(225);
    expect(macs).toBeLessThan(parameters);
  });

  test('nothing, when every parameter costs more than it can explain', async () => {
    const network = denseNetwork([20, 12, 2]);
    const options = {
      network,
      prior: { budget: 1 },
      epochs: 60,
      learningRate: 1e-3,
      inclusionRate: 0.1,
      narrow: false,
    };
    const { posterior } = await fitPosterior(noisyClassification(), options);
    expect(posterior.prior.size!.price).toBeGreaterThan(10);
    // Without a hidden unit it is all the same what becomes of the last inputs.
    expect(keptInputs(posterior).length).toBeLessThan(3);
    expect(posterior.tensors[tensorNames.inclusion(0)]!.data.every((logit) => logit < 0)).toBe(true);
  });
});

describe('what leaves the training does not count any more', () => {
  test.each<[Activation, boolean]>([
    ['relu', true],
    ['sigmoid', true],
    ['silu', false],
  ])('the score of the last epoch is that of the cut network: %s, narrowing %p', async (activation, narrow) => {
    const dataset = syntheticDataset({
      features: 20,
      examples: 600,
      classes: 0,
      target: (x, noise) => x[0]! + Math.abs(x[1]!) + 0.1 * noise.normal(),
    });
    const { posterior, history } = await fitPosterior(dataset, {
      network: denseNetwork([20, 16, 1], activation),
      learningRate: 0.02,
      inclusionRate: 0.1,
      epochs: 40,
      batchSize: 32,
      narrow,
    });
    const kept = planPruning(posterior, { name: 'median' }).keptUnits[0]!;
    expect(kept.length).toBeLessThan(16);
    const cut = await scoreOfCut(posterior, dataset);
    expect(cut.value).toBeCloseTo(history.at(-1)!.validation.value, 4);
    expect(cut.value).toBeLessThan(0.8);
  });
});
