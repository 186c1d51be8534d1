import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  activationAtZero,
  compactWeights,
  type Posterior,
  randomStream,
  tensorNames,
  widthsOf,
} from '../../core/index.ts';
import { compact, planPruning, posteriorMean } from '../../exporter/index.ts';
import { denseLayers } from '../support/layers.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { compactOutputs, maskedOutputs, randomPosterior, someOf } from './random-network.ts';

describe('compact', () => {
  test('answers exactly what the masked network answers', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'compact');
        const posterior = randomPosterior(random);
        const [inputs = 0, ...units] = widthsOf(posterior.network);
        const keptInputs = someOf(random, inputs);
        const keptUnits = units.map((width, layer) =>
          layer === units.length - 1 ? Array.from({ length: width }, (_, unit) => unit) : someOf(random, width),
        );
        const features = Float64Array.from({ length: 3 * inputs }, () => random.normal());
        const expected = maskedOutputs(posterior, keptInputs, keptUnits, features);
        const network = compact(posterior, { keptInputs, keptUnits });
        const own = features.filter((_, at) => keptInputs.includes(at % inputs));
        expectClose(compactOutputs(network, own), expected, hasExactConstants(posterior) ? 1e-10 : 1e-6);
        expect(compactWeights(network).map((layer) => layer.weight.shape)).toEqual(
          keptUnits.map((kept, layer) => [kept.length, layer === 0 ? keptInputs.length : keptUnits[layer - 1]!.length]),
        );
      }),
      { seed: 1, numRuns: 400 },
    );
  });

  test('refuses a plan made for another network', () => {
    const posterior = examplePosterior([6, 4, 3, 2]);
    const refused = [
      { keptInputs: [0], keptUnits: [[0], [0]] },
      { keptInputs: [0, 6], keptUnits: [[0], [0], [0, 1]] },
      { keptInputs: [1, 0], keptUnits: [[0], [0], [0, 1]] },
      { keptInputs: [0], keptUnits: [[0], [], [0, 1]] },
      { keptInputs: [0], keptUnits: [[0], [0], [1]] },
    ];
    for (const plan of refused) {
      expect(() => compact(posterior, plan)).toThrow(/does not fit the network 6-4-3-2/);
    }
  });

  test('what the plan drops because nothing reads it changes no answer', () => {
    const posterior = examplePosterior([6, 5, 4, 2]);
    for (const layer of [0, 1]) posterior.tensors[tensorNames.inclusion(layer)]!.data.fill(3);
    posterior.tensors[tensorNames.inputInclusion]!.data.fill(3);
    const { data } = posterior.tensors[tensorNames.slabMean(2)]!;
    for (const unit of [0, 1]) data[unit * 4 + 2] = 0;
    const plan = planPruning(posterior, { name: 'median' });
    expect(plan.keptUnits).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 3],
      [0, 1],
    ]);
    expect(plan.why).toMatch(/and is read \(1 more were not\)/);
    const all = widthsOf(posterior.network).map((width) => Array.from({ length: width }, (_, index) => index));
    const features = Float64Array.from({ length: 12 }, (_, index) => Math.sin(index));
    expectClose(
      compactOutputs(compact(posterior, plan), features),
      maskedOutputs(posterior, all[0]!, all.slice(1), features),
    );
  });
});

describe('posteriorMean', () => {
  test('weighs every slab mean with the probability that its unit and its input are there', () => {
    const posterior = examplePosterior([3, 2, 2]);
    const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
    const { data: mean } = posterior.tensors[tensorNames.slabMean(0)]!;
    const unit = sigmoid(posterior.tensors[tensorNames.inclusion(0)]!.data[1]!);
    const input = sigmoid(posterior.tensors[tensorNames.inputInclusion]!.data[2]!);
    const network = posteriorMean(posterior);
    expect(compactWeights(network)[0]!.weight.data[1 * 3 + 2]).toBe(Math.fround(mean[1 * 3 + 2]! * unit * input));
    expect(compactWeights(network)[0]!.bias.data[1]).toBe(
      Math.fround(posterior.tensors[tensorNames.biasMean(0)]!.data[1]! * unit),
    );
    expect(compactWeights(network)[1]!.weight.data).toEqual(posterior.tensors[tensorNames.slabMean(1)]!.data);
    expect(network.keptInputs).toEqual([0, 1, 2]);
  });

  test('leaves the weights of a family without inclusion probabilities as they are', () => {
    const { tensors, ...rest } = examplePosterior([3, 2, 2]);
    const plain = Object.fromEntries(Object.entries(tensors).filter(([name]) => !name.endsWith('inclusionLogit')));
    const network = posteriorMean({ ...rest, family: 'deterministic', tensors: plain });
    expect(compactWeights(network)[0]!.weight).toEqual(plain[tensorNames.slabMean(0)]);
  });
});

/** Whether nothing is rounded where what removed units leave behind is added to biases. */
function hasExactConstants({ network }: Posterior): boolean {
  return denseLayers(network).every(({ activation }) => [0, 0.5].includes(activationAtZero(activation)));
}

/** By default up to the order in which float64 sums are taken. */
function expectClose(actual: Float64Array, expected: Float64Array, tolerance = 1e-10): void {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => {
    expect(Math.abs(actual[index]! - value)).toBeLessThanOrEqual(tolerance * scale);
  });
}
