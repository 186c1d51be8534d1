import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { denseNetwork, encodePosterior } from '../../core/index.ts';
import {
  type EpochEvent,
  examplesOf,
  type FitOptions,
  fitPosterior,
  networkOutputs,
  trainDense,
} from '../../trainer/index.ts';
import { expectError } from '../datasets/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { smallRegression, syntheticDataset } from './synthetic-data.ts';

const folder = temporaryFolder();

/** Labels that have nothing to do with the features: whatever is learned is noise. */
const noise = syntheticDataset({
  features: 6,
  examples: 200,
  classes: 2,
  target: (_, random) => Number(random.uniform() < 0.5),
});
const network = denseNetwork([6, 40, 2]);
const options = { network, epochs: 60, batchSize: 16, learningRate: 0.01 };

describe('early stopping', () => {
  test('of a dense network takes the epoch that generalised best and spends no more than its patience after it', async () => {
    const events: EpochEvent[] = [];
    const onEpoch = (event: EpochEvent) => {
      events.push(event);
    };
    const { history, chosenEpoch } = await trainDense(noise, { ...options, earlyStop: 5, onEpoch });
    const losses = history.map(({ figures }) => figures['validationNegativeLogLikelihood']!);
    // Epochs of the warm-up, a twentieth of all, do not count.
    expect(losses[chosenEpoch]).toBe(Math.min(...losses.slice(3)));
    expect(history).toHaveLength(chosenEpoch + 6);
    expect(events.map(({ figures }) => figures)).toEqual(history.map(({ figures }) => figures));
    const whole = await trainDense(noise, options);
    expect(whole.chosenEpoch).toBe(59);
    expect(whole.history.slice(0, history.length)).toEqual(history);
  });

  test('gives back the parameters of the epoch it took', async () => {
    const { network: trained, history, chosenEpoch } = await trainDense(noise, { ...options, earlyStop: 5 });
    expect(chosenEpoch).toBeLessThan(history.length - 1);
    const validation = examplesOf(noise, noise.split.validation);
    const logits = await networkOutputs(trained, validation);
    const losses = Array.from(noise.split.validation, (row, index) => {
      const [first, second] = logits.subarray(2 * index, 2 * index + 2) as unknown as [number, number];
      return Math.log(Math.exp(first) + Math.exp(second)) - (noise.targets[row] === 0 ? first : second);
    });
    const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
    expect(history[chosenEpoch]!.figures['validationNegativeLogLikelihood']).toBeCloseTo(mean, 4);
  });

  test('of a posterior does not count the epochs in which the divergence is coming into force', async () => {
    const { chosenEpoch } = await fitPosterior(noise, { ...options, earlyStop: 2 });
    expect(chosenEpoch).toBeGreaterThanOrEqual(33);
  });

  test('goes on after an interruption to the same bytes', async () => {
    const bytesOf = async (more: Partial<FitOptions>) => {
      const { posterior } = await fitPosterior(noise, { ...options, earlyStop: 6, checkpointSeconds: 0, ...more });
      return encodePosterior(posterior);
    };
    const checkpoint = join(folder.path(), 'early');
    for (const after of [20, 35, 40]) {
      const controller = new AbortController();
      const onEpoch = ({ epoch }: EpochEvent) => {
        if (epoch === after) controller.abort();
      };
      await expectError(bytesOf({ checkpoint, onEpoch, signal: controller.signal }), 'ABORTED', /interrupted/);
    }
    expect(await bytesOf({ checkpoint })).toEqual(await bytesOf({}));
    await expectError(bytesOf({ checkpoint, earlyStop: 7 }), 'ARGUMENT_INVALID', /other data or options/);
  });

  test.each([0, 1.5, NaN])('with a patience of %p is refused', async (earlyStop) => {
    await expectError(trainDense(noise, { ...options, earlyStop }), 'ARGUMENT_INVALID', /patience/);
  });
});

test('the validation loss of a regression is that of its learned noise', async () => {
  const { history } = await trainDense(smallRegression(), { network: denseNetwork([4, 20, 1]), epochs: 60 });
  const { figures, validation } = history.at(-1)!;
  const { task } = smallRegression();
  const error = validation.value / (task.kind === 'regression' ? task.scale : 1);
  // -log N(y; f(x), s^2) is smallest, on average, for s equal to the error.
  const smallest = 0.5 * Math.log(2 * Math.PI * Math.E * error ** 2);
  const loss = figures['validationNegativeLogLikelihood']!;
  expect(loss).toBeGreaterThanOrEqual(smallest - 1e-6);
  expect(loss).toBeLessThan(smallest + 1);
});
