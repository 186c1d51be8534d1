import { expect, test } from '@jest/globals';
import { certifiedAmong } from '../../api/cuts/certified-among.ts';
import { calibrationRows, certifiedPlan } from '../../api/index.ts';
import { type Posterior, randomStream, tensorNames } from '../../core/index.ts';
import { datasetFrom } from '../../datasets/index.ts';
import { nestedCuts } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';

test('a cut is certified where the largest, which keeps for certain what is probably not needed, could not be', async () => {
  const random = randomStream(3, 'certified');
  const rows = Array.from({ length: 1000 }, () => {
    const [a, b, c, d] = Array.from({ length: 4 }, () => random.normal());
    return { a, b, c, d, y: 3 * a! + 0.1 * random.normal() };
  });
  const dataset = await datasetFrom(rows, { target: 'y', seed: 1, testFraction: 0.5 });
  const example = examplePosterior([4, 1]);
  const posterior: Posterior = {
    ...example,
    input: dataset.input,
    task: dataset.task,
    tensors: {
      ...example.tensors,
      // Great weights that are hardly ever there: the posterior mean is next to nothing of them.
      [tensorNames.inputInclusion]: { shape: [4], data: Float32Array.of(6, -5, -5, -5) },
      [tensorNames.slabMean(0)]: { shape: [1, 4], data: Float32Array.of(1, 5, 5, 5) },
      [tensorNames.biasMean(0)]: { shape: [1], data: Float32Array.of(0) },
    },
  };
  const { calibration } = calibrationRows(dataset, 0.8, 1);
  const plan = await certifiedPlan(
    posterior,
    dataset,
    { name: 'certified', rise: 0.02, delta: 0.05 },
    { rows: calibration },
  );
  expect([...plan.keptInputs]).toEqual([0]);
  expect(plan.guarantee).toMatchObject({ tested: 1, rows: 400 });
});

test.each([
  ['is said where the test failed', 1, /next smaller cut could not be certified: more calibration rows/],
  ['is not spoken of where every cut passed', 0, /^((?!smaller).)*$/],
])('a smaller cut %s', async (...[, lossOfSmaller, statement]) => {
  const plans = nestedCuts(examplePosterior([4, 3, 1]), 4);
  const lossesOf = (loss: number) => async (rows: Uint32Array) => new Float64Array(rows.length).fill(loss);
  const { plan, guarantee } = await certifiedAmong(
    plans,
    { name: 'certified', rise: 0.1, delta: 0.1 },
    {
      loss: 'zero-one',
      than: 'the uncut network',
      rows: Uint32Array.from({ length: 100 }, (_, row) => row),
      validation: new Uint32Array(),
      uncut: lossesOf(0),
      untuned: async (_, rows) => lossesOf(0)(rows),
      finished: async (plan, rows) => lossesOf(plan === plans[0] ? 0 : lossOfSmaller)(rows),
      fineTuned: false,
    },
  );
  expect(plan).toBe(plans.at(lossOfSmaller === 1 ? 0 : -1));
  expect(guarantee.statement).toMatch(statement);
});
