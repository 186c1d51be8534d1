import { describe, expect, test } from '@jest/globals';
import { denseNetwork, macCount, parameterCount, parseNetwork } from '../../core/index.ts';
import { type FitOptions, fitPosterior, makePrior, type PriorOptions } from '../../trainer/index.ts';
import { smallClassification } from './synthetic-data.ts';

/** Prior inclusion probabilities of inputs and of the units of the first hidden layer. */
function inclusionBy(options: PriorOptions): [inputs: number, units: number] {
  const { inputLogit, unitLogits } = makePrior(denseNetwork([4, 10, 1]), 100, options);
  return [inputLogit, unitLogits[0]!].map((logit) => 1 / (1 + Math.exp(-logit))) as [number, number];
}

describe('prior inclusion', () => {
  test('is one in twenty for inputs and one half for units unless given', () => {
    const [inputs, units] = inclusionBy({});
    expect(inputs).toBeCloseTo(0.05, 12);
    expect(units).toBeCloseTo(0.5, 12);
  });

  test('holds for both where it is given', () => {
    for (const probability of inclusionBy({ inclusion: 0.3 })) expect(probability).toBeCloseTo(0.3, 12);
  });

  test('of inputs does not follow what is said of units only', () => {
    expect(inclusionBy({ inclusion: 'layerwise' })[0]).toBeCloseTo(0.05, 12);
  });

  test('is even under a size-aware prior, whose price decides', () => {
    expect(inclusionBy({ budget: 20 })).toEqual([0.5, 0.5]);
  });
});

test('a size is at most that of the whole network', () => {
  const network = denseNetwork([4, 10, 1]);
  for (const [unit, whole] of [
    ['parameters', 61],
    ['macs', 50],
  ] as const) {
    expect(makePrior(network, 100, { budget: whole, budgetUnit: unit }).size?.budget).toBe(whole);
    expect(() => makePrior(network, 100, { budget: whole + 1, budgetUnit: unit })).toThrow(
      `The size of ${whole + 1} ${unit} is more than the network has, ${whole}.`,
    );
  }
});

test('the price of a network of images begins at no more than a nat an example in all', () => {
  const network = parseNetwork('8x8x1-c16k3-c16k3-gavg-3');
  const [parameters, macs] = [parameterCount(network), macCount(network)];
  const priceOf = (examples: number, budgetUnit: 'parameters' | 'macs') =>
    makePrior(network, examples, { budget: 100, budgetUnit }).size!.price;
  expect(priceOf(100, 'parameters') * parameters).toBeCloseTo(100, 9);
  expect(priceOf(100, 'macs') * macs).toBeCloseTo(100, 9);
  expect(priceOf(1_000_000, 'parameters')).toBe(0.5);
  expect(makePrior(denseNetwork([4, 10, 1]), 3, { budget: 20 }).size!.price).toBe(0.5);
});

test('where a size is aimed at the slab is colder, unless it is said how cold', async () => {
  const slabOf = async (options: Pick<FitOptions, 'prior' | 'tempering'>) => {
    const dataset = smallClassification({ features: 3, examples: 100 });
    const { posterior } = await fitPosterior(dataset, { network: denseNetwork([3, 4, 2]), epochs: 1, ...options });
    expect(posterior.tempering.inclusion).toBe(1);
    return posterior.tempering.slab;
  };
  expect(await slabOf({})).toBe(1);
  expect(await slabOf({ prior: { budget: 15 } })).toBe(0.05);
  expect(await slabOf({ prior: { budget: 15 }, tempering: { slab: 1 } })).toBe(1);
});
