import { beforeAll, describe, expect, test } from '@jest/globals';
import { denseNetwork, type Posterior, tensorNames } from '../../core/index.ts';
import { planPruning } from '../../exporter/index.ts';
import { type EpochEvent, type FitOptions, fitPosterior } from '../../trainer/index.ts';
import { syntheticDataset } from './synthetic-data.ts';

describe('going on from a posterior', () => {
  /** The sum of four features counts, the first two most; two do not count. */
  const dataset = syntheticDataset({
    features: 6,
    examples: 600,
    classes: 2,
    target: (x, noise) => Number(2 * x[0]! + 2 * x[1]! + x[2]! + x[3]! + 0.2 * noise.normal() > 0),
  });
  const network = denseNetwork([6, 40, 40, 2]);
  const options: FitOptions = {
    network,
    tempering: { slab: 0.01 },
    learningRate: 5e-3,
    inclusionRate: 0.1,
    epochs: 40,
    batchSize: 32,
  };
  const inclusion = [tensorNames.inputInclusion, tensorNames.inclusion(0), tensorNames.inclusion(1)];
  const decided = (posterior: Posterior) => inclusion.flatMap((name) => Array.from(posterior.tensors[name]!.data));
  let first: Posterior;

  beforeAll(async () => {
    ({ posterior: first } = await fitPosterior(dataset, { ...options, prior: { budget: 300 } }));
  });

  test('with a smaller budget cuts a smaller network out of the one that was found', async () => {
    const epochs: EpochEvent[] = [];
    const { posterior } = await fitPosterior(dataset, {
      ...options,
      prior: { budget: 60 },
      start: first,
      onEpoch: (event) => void epochs.push(event),
    });
    const [before, after] = [decided(first), decided(posterior)];
    const gone = [...before.keys()].filter((index) => before[index]! < -3);
    expect(gone.length).toBeGreaterThan(10);
    // They took no part: their log-odds are what they were, or the least that is taken over.
    for (const index of gone) expect(after[index]).toBe(Math.max(-4, before[index]!));
    const sizes = [first, posterior].map((each) => planPruning(each, { name: 'median' }).after.parameters);
    expect(sizes[1]).toBeLessThan(0.8 * sizes[0]!);
    expect(epochs[0]!.training.reduce((sum, count) => sum + count, 0)).toBe(before.length + 2 - gone.length);
    expect(epochs[0]!.validation.value).toBeGreaterThan(0.85);
  });

  test('without narrowing lets what was improbable take part, and sure things change their mind', async () => {
    let training: readonly number[] = [];
    const { posterior } = await fitPosterior(dataset, {
      ...options,
      epochs: 1,
      learningRate: 1e-9,
      inclusionRate: 1e-9,
      start: first,
      narrow: false,
      onEpoch: (event) => {
        training = event.training;
      },
    });
    expect(training).toEqual([6, 40, 40, 2]);
    decided(posterior).forEach((logOdds, index) => {
      expect(logOdds).toBeCloseTo(Math.max(-4, Math.min(4, decided(first)[index]!)), 5);
    });
    const [name, deviations] = [tensorNames.slabMean(1), tensorNames.slabLogStdDev(1)];
    for (const tensor of [name, deviations]) {
      posterior.tensors[tensor]!.data.forEach((value, index) => {
        expect(value).toBeCloseTo(first.tensors[tensor]!.data[index]!, 4);
      });
    }
  });

  test('is refused where shape or family differ', async () => {
    const other = denseNetwork([6, 40, 39, 2]);
    await expect(fitPosterior(dataset, { ...options, network: other, start: first })).rejects.toMatchObject({
      code: 'NETWORK_INVALID',
      message: expect.stringContaining('The posterior to start from is 6-40-40-2, not 6-40-39-2'),
    });
    await expect(fitPosterior(dataset, { ...options, family: 'mean-field', start: first })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: expect.stringContaining("of the family 'node', not 'mean-field'"),
    });
  });

  test('is refused where the data is about something else', async () => {
    const { input, task } = dataset;
    if (input.kind !== 'table' || task.kind !== 'classification') throw new Error('the data set is a table of classes');
    const others = [
      { input: { ...input, columns: input.columns.toReversed() } },
      { task: { ...task, labels: task.labels.toReversed() } },
      { task: { ...task, likelihood: 'binary' as const } },
      { task: { kind: 'regression' as const, target: 'y', mean: 0, scale: 1 } },
    ];
    for (const other of others) {
      await expect(fitPosterior({ ...dataset, ...other }, { ...options, start: first })).rejects.toMatchObject({
        code: 'DATA_INVALID',
        message: expect.stringContaining('The posterior to start from was trained with the'),
      });
    }
  });
});
