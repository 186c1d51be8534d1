import { describe, expect, test } from '@jest/globals';
import { denseNetwork, parseNetwork } from '../../core/index.ts';
import { familyNamed, fineTune, fitPosterior, makePrior, trainDense } from '../../trainer/index.ts';
import { expectError } from '../datasets/fixtures.ts';
import { smallClassification, smallRegression } from './synthetic-data.ts';

const network = denseNetwork([4, 5, 2]);
const dataset = smallClassification();
const brief = { network, epochs: 5, batchSize: 16 };

test('outputs that are not linear are refused', async () => {
  const bent = parseNetwork('4-5-2=relu');
  for (const training of [
    trainDense(dataset, { ...brief, network: bent }),
    fitPosterior(dataset, { ...brief, network: bent }),
  ]) {
    await expectError(training, 'NETWORK_INVALID', /4-5-2=relu is followed by relu.*Leave the activation out/);
  }
});

test('a layer that no other reads is refused', async () => {
  const network = parseNetwork('4-5-@in:6-2');
  for (const training of [trainDense(dataset, { ...brief, network }), fitPosterior(dataset, { ...brief, network })]) {
    await expectError(training, 'NETWORK_INVALID', /No layer of 4-5-@in:6-2 reads layer 0 \(dense\)/);
  }
});

describe('arguments that make no sense', () => {
  test('a network that does not fit the data', async () => {
    for (const widths of [
      [5, 5, 2],
      [4, 5, 3],
      [4, 1],
    ]) {
      const misfit = { ...brief, network: denseNetwork(widths) };
      await expectError(fitPosterior(dataset, misfit), 'NETWORK_INVALID', /4-\.\.\.-2/);
      await expectError(trainDense(dataset, misfit), 'NETWORK_INVALID', /4-\.\.\.-2/);
    }
    await expectError(fitPosterior(smallRegression(), brief), 'NETWORK_INVALID', /4-\.\.\.-1/);
  });

  test.each([0, -1, 1.5, NaN])('%p epochs or examples a batch', async (value) => {
    await expectError(fitPosterior(dataset, { ...brief, epochs: value }), 'ARGUMENT_INVALID', /epochs/i);
    await expectError(fitPosterior(dataset, { ...brief, batchSize: value }), 'ARGUMENT_INVALID', /batch/i);
  });

  test.each([0, -1e-3, NaN, Infinity])('a learning rate of %p', async (learningRate) => {
    await expectError(fitPosterior(dataset, { ...brief, learningRate }), 'ARGUMENT_INVALID', /learning rate/i);
    await expectError(trainDense(dataset, { ...brief, learningRate }), 'ARGUMENT_INVALID', /learning rate/i);
  });

  test('a teacher or a start of another shape', async () => {
    const { network: other } = await trainDense(smallClassification({ features: 3 }), {
      ...brief,
      network: denseNetwork([3, 6, 2]),
    });
    await expectError(fitPosterior(dataset, { ...brief, teacher: other }), 'NETWORK_INVALID', /teacher/i);
    await expectError(fitPosterior(dataset, { ...brief, start: other }), 'NETWORK_INVALID', /start/i);
    await expectError(fineTune(other, dataset, { epochs: 1, teacher: other }), 'NETWORK_INVALID', /teacher/i);
  });

  test('a family that does not exist', () => {
    expect(() => familyNamed('nodes')).toThrow(/'nodes'.*node.*deterministic/);
  });

  test.each([0, 1, -0.1, 1.1, NaN])('a prior inclusion of %p', (inclusion) => {
    expect(() => makePrior(network, 100, { inclusion })).toThrow(
      expect.objectContaining({ code: 'ARGUMENT_INVALID', message: expect.stringContaining(`${inclusion}`) }),
    );
  });

  test.each([0, -1, NaN, Infinity])('a slab scale of %p', (slabScale) => {
    expect(() => makePrior(network, 100, { slabScale })).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });

  test.each([0, 0.5, -3, NaN, Infinity])('a budget of %p', (budget) => {
    expect(() => makePrior(network, 100, { budget })).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
