import { describe, expect, test } from '@jest/globals';
import { graph, randomStream, weightedLayers } from '../../core/index.ts';
import { scoresOf } from '../../exporter/index.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import type { Numbers } from './by-hand.ts';
import { deviationOf, divergenceOf, integral, normalDensity } from './divergence-of.ts';
import { type CaseOptions, exampleCount, programCase } from './program-case.ts';

const { exp, log, sqrt } = Math;

describe('mixture', () => {
  const options: CaseOptions = {
    family: 'mixture',
    widths: [3, 4],
    prior: { inclusion: 0.2, slabScale: 1, spikeScale: 0.1 },
  };

  /** By integration: E_q[log q - log(lambda N(0, t1^2) + (1 - lambda) N(0, t0^2))], summed over weights and biases. */
  function integrated(values: Numbers, names: readonly string[]): number {
    return names
      .flatMap((name) => Array.from(values[name]!, (mean, at) => [name, mean, at] as const))
      .map(([name, mean, at]) => {
        const deviation = deviationOf(values, name.replace('Mean', 'LogVariance'), at);
        const logPrior = (x: number) => log(0.2 * normalDensity(x, 0, 1) + 0.8 * normalDensity(x, 0, 0.1));
        return divergenceFrom(mean, deviation, logPrior);
      })
      .reduce((sum, each) => sum + each);
  }

  test('the divergence is on average what integration gives', () => {
    const trained = programCase(options);
    const { network, family, familyOptions, prior, specs, program } = trained;
    const inputOf = ({ name, shape }: { name: string; shape: readonly number[] }) => [name, graph.input(name, shape)];
    const { slab } = family.divergence(
      {
        network,
        options: familyOptions,
        parameters: Object.fromEntries(specs.map(inputOf)),
        noise: Object.fromEntries(program.noise.map(inputOf)),
      },
      prior,
    );
    const values = Object.fromEntries(Object.entries(trained.parameters).map(([name, { data }]) => [name, data]));
    const draws = Array.from({ length: 4000 }, (_, draw) => {
      const random = randomStream(draw, 'prior noise');
      const noise = program.noise.map(({ name, shape }) => [
        name,
        Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal()),
      ]);
      return graph.evaluate([slab], { ...values, ...Object.fromEntries(noise) })[0]![0]!;
    });
    const mean = draws.reduce((sum, value) => sum + value) / draws.length;
    const standardError = sqrt(draws.reduce((sum, value) => sum + (value - mean) ** 2, 0)) / draws.length;
    const expected = integrated(
      values,
      Object.keys(values).filter((name) => name.endsWith('Mean')),
    );
    expect(Math.abs(mean - expected)).toBeLessThan(4 * standardError);
    expect(standardError).toBeLessThan(0.01 * expected);
  });

  test('what it stores for units and inputs is what the criterion mixture-d recovers', () => {
    const { network, family, familyOptions, prior, parameters } = programCase({ ...options, prior: {} });
    const tensors = family.toPosterior(parameters, { network, options: familyOptions, prior });
    const posterior = { ...examplePosterior([3, 4, 3]), family: 'mixture', network, prior, tensors };
    const stored = scoresOf(posterior, 'inclusion').levels;
    scoresOf(posterior, 'mixture-d').levels.forEach((levels, level) => {
      expect(levels?.length).toBe(stored[level]?.length);
      levels?.forEach((value, member) => {
        expect(value / stored[level]![member]!).toBeCloseTo(1, 5);
      });
    });
  });

  test('its prior needs a spike narrower than the slab, and has no price for parameters', () => {
    expect(() => programCase({ ...options, prior: { slabScale: 0.1, spikeScale: 0.2 } })).toThrow(
      /between 0 and the slab/,
    );
    expect(() => programCase({ ...options, prior: { budget: 20 } })).toThrow(/no indicators while it is trained/);
  });
});

describe('weight', () => {
  test('the divergence and the expected size are sums over weights', () => {
    const { values, network, prior, family, familyOptions, slab, inclusion } = divergenceOf({
      family: 'weight',
      prior: { inclusion: 0.2, slabScale: 0.7 },
    });
    let [slabs, indicators, size] = [0, 0, 0];
    const gaussian = (mean: number, deviation: number) =>
      log(0.7 / deviation) + (deviation ** 2 + mean ** 2) / (2 * 0.7 ** 2) - 0.5;
    weightedLayers(network).forEach(({ index }) => {
      const name = (what: string) => `layers.${index}.${what}`;
      values[name('slabMean')]!.forEach((mean, at) => {
        const a = 1 / (1 + exp(-values[name('weightInclusionLogit')]![at]!));
        slabs += a * gaussian(mean, deviationOf(values, name('slabLogVariance'), at));
        indicators += a * log(a / 0.2) + (1 - a) * log((1 - a) / 0.8);
        size += a;
      });
      values[name('biasMean')]!.forEach((mean, at) => {
        slabs += gaussian(mean, deviationOf(values, name('biasLogVariance'), at));
        size += 1;
      });
    });
    expect(slab).toBeCloseTo(slabs, 6);
    expect(inclusion).toBeCloseTo(indicators, 6);
    const nodes = Object.entries(values).map(([name, { length }]) => [name, graph.input(name, [length])]);
    const context = { network, options: familyOptions, parameters: Object.fromEntries(nodes) };
    expect(graph.evaluate([family.expectedParameters(context)], values)[0]![0]).toBeCloseTo(size, 6);
    expect(prior.weightLogits).toEqual([0, 1, 2].map(() => expect.closeTo(log(0.25), 10)));
  });

  test('the edge prior of SV-BNN charges by the number of weights, depth, width, examples and inputs', () => {
    const { prior } = programCase({ family: 'weight', prior: { inclusion: 'edge' } });
    // 4-5-3-3: 44 weights, two hidden layers, the widest of 5.
    const lambda = exp(-(log(44) + 0.1 * (3 * log(5) + log(sqrt(exampleCount) * 4))));
    expect(1 / (1 + exp(-prior.weightLogits![0]!))).toBeCloseTo(lambda, 12);
    expect(() => programCase({ family: 'node', prior: { inclusion: 'edge' } })).toThrow(
      /no indicators of single weights/,
    );
    expect(() => programCase({ family: 'weight', prior: { inclusion: 'layerwise' } })).toThrow(
      /layer-wise prior is one of units/,
    );
  });

  test('weighted sums have the moments of sums over weights that are there or not', () => {
    const mean = 0.8;
    const [deviation, inclusion, x] = [0.3, 0.7, 1.5];
    const trained = programCase({ family: 'weight', widths: [1], likelihood: 'gaussian' });
    const { network, family, familyOptions, specs, program } = trained;
    const inputOf = ({ name, shape }: { name: string; shape: readonly number[] }) => [name, graph.input(name, shape)];
    const output = family.forward(
      {
        network,
        options: familyOptions,
        parameters: Object.fromEntries(specs.map(inputOf)),
        noise: Object.fromEntries(program.noise.map(inputOf)),
      },
      graph.input('features', [6, 1]),
    );
    const drawn = [-1, 0, 1, 2, -2, 0.5];
    const found = graph.evaluate([output], {
      features: Array(6).fill(x),
      'noise.layers.0.activation': drawn,
      'layers.0.slabMean': [mean],
      'layers.0.slabLogVariance': [2 * log(deviation)],
      'layers.0.weightInclusionLogit': [log(inclusion / (1 - inclusion))],
      'layers.0.biasMean': [0],
      'layers.0.biasLogVariance': [-1e3],
    })[0]!;
    // z w of z ~ Bernoulli(a), w ~ N(mu, s^2): E = a mu, E of the square = a (mu^2 + s^2).
    const variance = inclusion * (mean ** 2 + deviation ** 2) - (inclusion * mean) ** 2;
    drawn.forEach((noise, row) => {
      expect(found[row]).toBeCloseTo(x * (inclusion * mean + noise * sqrt(variance)), 10);
    });
  });
});

/** KL of N(mean, deviation^2) from a density, with steps finer than either is wide. */
function divergenceFrom(mean: number, deviation: number, logDensity: (x: number) => number): number {
  const difference = (x: number) => {
    const q = normalDensity(x, mean, deviation);
    return q === 0 ? 0 : q * (log(q) - logDensity(x));
  };
  return integral(difference, mean, deviation, 4000);
}
