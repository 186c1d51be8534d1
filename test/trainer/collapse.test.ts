import { describe, expect, test } from '@jest/globals';
import { denseNetwork, type Posterior } from '../../core/index.ts';
import { findCollapse } from '../../trainer/collapse.ts';
import { fitPosterior } from '../../trainer/index.ts';
import { smallClassification, syntheticDataset } from './synthetic-data.ts';

/** Labels that have nothing to do with the features. */
const noise = syntheticDataset({
  features: 5,
  examples: 300,
  classes: 2,
  target: (_, random) => Number(random.uniform() < 0.5),
});

describe('a posterior that has collapsed says where and what to change', () => {
  test('when no unit of a layer is held for needed', async () => {
    const options = { network: denseNetwork([5, 12, 2]), epochs: 60, inclusionRate: 0.1 };
    const { warnings, posterior } = await fitPosterior(noise, { ...options, prior: { inclusion: 0.01 } });
    expect(posterior.tensors['layers.0.inclusionLogit']!.data.every((logit) => logit <= 0)).toBe(true);
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /of the 12 units of layer 0 none is held for needed .*--temper-slab.*raise --prior-inclusion/,
      ),
    );
    const priced = await fitPosterior(noise, { ...options, prior: { budget: 1 } });
    expect(priced.warnings).toContainEqual(
      expect.stringMatching(/units of layer 0.*more than 1 parameters \(--size\)/),
    );
  });

  test('when weights have stayed at the prior', () => {
    const posterior = untouched(0.5);
    expect(findCollapse(posterior)).toEqual([
      expect.stringMatching(/100 % of the weights of layer 1 .*stayed at the prior/),
    ]);
    expect(findCollapse(untouched(0.05))).toEqual([]);
  });
});

test('a healthy posterior has no warnings, nor has a network without a prior', async () => {
  const options = { network: denseNetwork([4, 8, 2]), epochs: 40 };
  expect((await fitPosterior(smallClassification(), options)).warnings).toEqual([]);
  expect((await fitPosterior(smallClassification(), { ...options, family: 'deterministic' })).warnings).toEqual([]);
});

/** A 2-2-2 network, its second layer's weights N(0, stdDev^2) under a prior N(0, .5^2). */
function untouched(stdDev: number): Posterior {
  const tensor = (values: number[], shape: number[]) => ({ shape, data: Float32Array.from(values) });
  const layer = (index: number, mean: number, spread: number) => ({
    [`layers.${index}.slabMean`]: tensor([mean, -mean, mean, mean], [2, 2]),
    [`layers.${index}.slabLogStdDev`]: tensor(new Array(4).fill(Math.log(spread)), [2, 2]),
    [`layers.${index}.biasMean`]: tensor([0, 0], [2]),
    [`layers.${index}.biasLogStdDev`]: tensor([-5, -5], [2]),
  });
  const { input, task } = smallClassification({ features: 2 });
  return {
    version: 1,
    network: denseNetwork([2, 2, 2]),
    family: 'node',
    prior: { name: 'constant', slabScales: [0.5, 0.5], inputLogit: 0, unitLogits: [0] },
    tempering: { slab: 1, inclusion: 1, likelihood: 'labels' },
    input,
    task,
    seed: 0,
    data: { name: 'made in code', sha256: '' },
    metrics: {},
    tensors: {
      'layers.0.inclusionLogit': tensor([3, 3], [2]),
      ...layer(0, 1, 0.01),
      ...layer(1, 0, stdDev),
    },
  };
}
