import { describe, expect, test } from '@jest/globals';
import { denseNetwork, tensorNames } from '../../core/index.ts';
import { planPruning } from '../../exporter/index.ts';
import { fitPosterior, trainDense } from '../../trainer/index.ts';
import { syntheticDataset } from './synthetic-data.ts';

/** Three features that matter and seventeen that do not. */
const dataset = syntheticDataset({
  features: 20,
  examples: 1000,
  classes: 0,
  target: (x, noise) => 2 * x[0]! + x[1]! * x[2]! + 0.3 * noise.normal(),
});
const network = denseNetwork([20, 16, 1]);
const { network: start } = await trainDense(dataset, { network, epochs: 20 });

/** The noise has a standard deviation of .3, and the target of 2.3. */
const lowRmse = 0.45;

async function fitted(family: string, prior = {}) {
  const { posterior } = await fitPosterior(dataset, { network, family, start, epochs: 60, prior });
  const logOdds = posterior.tensors[tensorNames.inputInclusion]?.data;
  const kept = logOdds && Array.from(logOdds.keys()).filter((index) => logOdds[index]! > 0);
  expect(posterior.metrics['validationRmse']).toBeLessThan(lowRmse);
  return { posterior, logOdds, kept };
}

describe('families with indicators find the inputs that matter, and few others', () => {
  test.each(['node', 'group-horseshoe', 'group-lasso', 'mixture', 'l0'])('%s', async (family) => {
    const { kept } = await fitted(family);
    expect(kept).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(kept!.length).toBeLessThanOrEqual(5);
  });

  test.each(['node', 'group-horseshoe', 'group-lasso'])('%s with learned slab scales', async (family) => {
    const { kept, posterior } = await fitted(family, { slabScale: 'learned' });
    expect(kept).toEqual(expect.arrayContaining([0, 1, 2]));
    expect(kept!.length).toBeLessThanOrEqual(5);
    expect(posterior.prior.slabLearned).toBe(true);
    for (const scale of posterior.prior.slabScales) expect(scale).toBeGreaterThan(0.05);
  });
});

test('weight finds them by what is on a path, in a network of few weights', async () => {
  const { posterior } = await fitted('weight');
  const plan = planPruning(posterior, { name: 'median' });
  expect(plan.keptInputs).toEqual(expect.arrayContaining([0, 1, 2]));
  expect(plan.keptInputs.length).toBeLessThanOrEqual(5);
  expect(plan.weights!.after).toBeLessThan(0.25 * plan.weights!.before);
  const logOdds = posterior.tensors[tensorNames.weightInclusion(0)]!.data;
  expect(plan.weights!.after).toBeLessThanOrEqual(Array.from(logOdds).filter((value) => value > 0).length + 16);
});

test('sparse variational dropout, which judges weight by weight, has the inputs that matter far above all others', async () => {
  const { logOdds } = await fitted('sparse-vd');
  const others = Array.from(logOdds!).slice(3);
  expect(Math.min(...logOdds!.slice(0, 3))).toBeGreaterThan(2 + Math.max(...others));
});

test('mean-field learns, and knows of no inclusion', async () => {
  const { logOdds, posterior } = await fitted('mean-field');
  expect(logOdds).toBeUndefined();
  const [mean, deviation] = [tensorNames.slabMean(0), tensorNames.slabLogStdDev(0)].map(
    (name) => posterior.tensors[name]!.data,
  );
  const signalToNoise = (input: number) =>
    Array.from({ length: 16 }, (_, unit) => unit * 20 + input).reduce(
      (most, at) => Math.max(most, Math.abs(mean![at]!) / Math.exp(deviation![at]!)),
      0,
    );
  expect(Math.min(...[0, 1, 2].map(signalToNoise))).toBeGreaterThan(signalToNoise(10));
});

test.each(['group-horseshoe', 'group-lasso', 'mixture', 'weight', 'l0', 'sparse-vd', 'mean-field'])(
  '%s goes on from its own posterior where that ended',
  async (family) => {
    const options = { network, family, batchSize: 50 };
    const { posterior } = await fitPosterior(dataset, { ...options, start, epochs: 30 });
    const again = { ...options, start: posterior, epochs: 1, learningRate: 1e-6, inclusionRate: 1e-6 };
    const { posterior: next } = await fitPosterior(dataset, again);
    const rmse = ({ metrics }: typeof posterior) => metrics['validationRmse']!;
    expect(rmse(next)).toBeLessThan(1.1 * rmse(posterior));
  },
);

describe('what has become improbable leaves the training', () => {
  // Sparse variational dropout has no indicators by which to tell while it trains.
  const wide = syntheticDataset({
    features: 60,
    examples: 600,
    classes: 0,
    target: (x, noise) => 2 * x[0]! - x[1]! + 0.2 * noise.normal(),
  });
  test.each([
    ['node', true],
    ['group-horseshoe', true],
    ['group-lasso', true],
    ['l0', true],
    ['mixture', false],
    ['weight', false],
    ['sparse-vd', false],
    ['mean-field', false],
  ])('%s: %p', async (family, leaves) => {
    const sizes: (readonly number[])[] = [];
    const { posterior, history } = await fitPosterior(wide, {
      network: denseNetwork([60, 40, 1]),
      family,
      epochs: 60,
      onEpoch: ({ training }) => {
        sizes.push(training);
      },
    });
    expect(sizes[0]).toEqual([60, 40, 1]);
    const [inputs, units] = sizes.at(-1)! as [number, number];
    if (leaves) expect(inputs * units).toBeLessThan(1200);
    else expect([inputs, units]).toEqual([60, 40]);
    expect(history.at(-1)!.validation.value).toBeLessThan(0.6);
    expect(posterior.tensors[tensorNames.slabMean(0)]!.shape).toEqual([40, 60]);
  });
});

test('learned slab scales are those of the weights that are there', async () => {
  const { posterior } = await fitted('mean-field', { slabScale: 'learned' });
  const values = (name: string) => Array.from(posterior.tensors[name]!.data);
  posterior.prior.slabScales.forEach((scale, layer) => {
    const means = [...values(tensorNames.slabMean(layer)), ...values(tensorNames.biasMean(layer))];
    const deviations = [...values(tensorNames.slabLogStdDev(layer)), ...values(tensorNames.biasLogStdDev(layer))];
    const moments = means.map((mean, index) => mean ** 2 + Math.exp(2 * deviations[index]!));
    expect(scale).toBeCloseTo(Math.sqrt(moments.reduce((sum, value) => sum + value) / moments.length), 5);
  });
});

test.each([{ budget: 30 }, { inclusion: 0.1 }])(
  'a family without indicators has no use for the prior %p',
  async (prior) => {
    await expect(fitPosterior(dataset, { network, family: 'mean-field', prior })).rejects.toThrow(
      /family 'mean-field' has no indicators/,
    );
  },
);

test('a family without a Gaussian slab has no scale to learn', async () => {
  await expect(fitPosterior(dataset, { network, family: 'l0', prior: { slabScale: 'learned' } })).rejects.toThrow(
    /family 'l0' has no Gaussian slab whose scale could be learned/,
  );
});
