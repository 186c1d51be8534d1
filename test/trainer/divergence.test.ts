import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  graph,
  inclusionNameOf,
  macCount,
  type Node,
  narrowNetwork,
  parameterCount,
  randomStream,
  structureOf,
} from '../../core/index.ts';
import { node } from '../../trainer/families/node.ts';
import { layerwiseLogInclusion, makePrior } from '../../trainer/index.ts';
import { denseLayers } from '../support/layers.ts';
import { randomArchitecture } from '../support/random-architecture.ts';
import { type Numbers, nodeDivergence, nodeExpectedParameters } from './by-hand.ts';
import { type CaseOptions, exampleCount, programCase } from './program-case.ts';

const cases: [string, CaseOptions][] = [
  ['with input selection', { family: 'node' }],
  ['without input selection', { family: 'node', selectInputs: false }],
  ['with the layer-wise prior', { family: 'node', prior: { inclusion: 'layerwise' } }],
  ['with a probability and a slab scale', { family: 'node', prior: { inclusion: 0.03, slabScale: 1.7 } }],
  ['without hidden layers', { family: 'node', widths: [4] }],
  ['with one hidden layer', { family: 'node', widths: [3, 7], likelihood: 'gaussian' }],
];

function contextOf({ network, familyOptions, specs }: ReturnType<typeof programCase>) {
  const parameters = Object.fromEntries(specs.map(({ name, shape }) => [name, graph.input(name, shape)]));
  return { network, options: familyOptions, parameters, noise: {} };
}

function evaluated(node: Node, parameters: Numbers): number {
  return graph.evaluate([node], parameters)[0]![0]!;
}

describe('node: the KL divergence and the expected size', () => {
  test.each(cases)('equal their formulas, term by term: %s', (_, options) => {
    for (const seed of [1, 2, 3]) {
      const trained = programCase({ ...options, seed });
      const { network, family, prior } = trained;
      const parameters = dataOf(trained);
      const parts = family.divergence(contextOf(trained), prior);
      const expected = nodeDivergence(network, parameters, prior);
      expectRelative(evaluated(parts.slab, parameters), expected.slab);
      expectRelative(evaluated(parts.inclusion, parameters), expected.inclusion);
      const size = evaluated(family.expectedParameters(contextOf(trained)), parameters);
      expectRelative(size, nodeExpectedParameters(network, parameters));
    }
  });

  test('expected sizes are those of the network that is left, once all is decided', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'decided');
        const network = randomArchitecture(random, 3);
        const { levels } = structureOf(network);
        const names = levels.map((_, level) => inclusionNameOf(network, level));
        const kept = levels.map(({ size }, level) =>
          Array.from({ length: size }, (_, index) => index).filter(
            (index) => names[level] === undefined || index === 0 || random.uniform() < 0.5,
          ),
        );
        const parameters = Object.fromEntries(
          names.flatMap((name, level) => {
            if (name === undefined) return [];
            const stays = new Set(kept[level]);
            return [
              [
                name,
                graph.constant(Array.from({ length: levels[level]!.size }, (_, at) => (stays.has(at) ? 60 : -60))),
              ],
            ];
          }),
        );
        const options = { selectInputs: true, relaxation: 0.5, dropout: { inputs: 0, hidden: 0 } };
        const context = { network, options, parameters };
        const left = narrowNetwork(network, kept);
        expectRelative(evaluated(node.expectedParameters(context), {}), parameterCount(left));
        expectRelative(evaluated(node.expectedMacs!(context), {}), macCount(left));
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test('the divergence is zero where the posterior is the prior', () => {
    const trained = programCase({ family: 'node', prior: { inclusion: 0.2, slabScale: 0.5 } });
    const parameters = Object.fromEntries(
      trained.specs.map(({ name, role, shape }) => {
        const value = { weight: 0, logVariance: 2 * Math.log(0.5), inclusion: Math.log(0.25), statistic: 0 }[role];
        return [name, new Float64Array(shape.reduce((a, b) => a * b, 1)).fill(value)];
      }),
    );
    const parts = trained.family.divergence(contextOf(trained), trained.prior);
    expect(evaluated(parts.slab, parameters)).toBeCloseTo(0, 12);
    expect(evaluated(parts.inclusion, parameters)).toBeCloseTo(0, 12);
  });

  test('the divergence is E_q[log q - log p], estimated by sampling indicators and weights', () => {
    const trained = programCase({ family: 'node', widths: [2, 3], prior: { inclusion: 0.3 } });
    const parameters = dataOf(trained);
    const random = randomStream(11, 'Monte Carlo');
    const draws = 10_000;
    let sum = 0;
    let sumOfSquares = 0;
    for (let draw = 0; draw < draws; draw++) {
      const ratio = sampledLogRatio(trained, parameters, random);
      sum += ratio;
      sumOfSquares += ratio ** 2;
    }
    const mean = sum / draws;
    const standardError = Math.sqrt((sumOfSquares / draws - mean ** 2) / draws);
    const parts = trained.family.divergence(contextOf(trained), trained.prior);
    const exact = evaluated(parts.slab, parameters) + evaluated(parts.inclusion, parameters);
    expect(Math.abs(mean - exact)).toBeLessThan(4 * standardError);
    expect(standardError).toBeLessThan(0.03 * exact);
  });
});

const layersOf = (widths: number[]) => widths.slice(1).map((units, layer) => ({ units, fanIn: widths[layer]! }));

test('the layer-wise prior has the published inclusion for 784-400-400-10 and 60,000 examples', () => {
  const [first, second] = layerwiseLogInclusion(layersOf([784, 400, 400, 10]), 60_000).map(Math.exp);
  expect(first).toBeCloseTo(1.54e-3, 5);
  expect(second).toBeCloseTo(2.34e-3, 5);
  const network = programCase({ family: 'node' }).network;
  const prior = makePrior(network, exampleCount, { inclusion: 'layerwise' });
  const logs = layerwiseLogInclusion(layersOf([4, 5, 3, 3]), exampleCount);
  prior.unitLogits.forEach((logit, layer) => {
    expect(Math.log(1 / (1 + Math.exp(-logit)))).toBeCloseTo(logs[layer]!, 12);
  });
});

/** One draw of log q(z, w) - log p(z, w). Where an indicator is 0 both put all their mass on w = 0. */
function sampledLogRatio(
  { network, prior }: ReturnType<typeof programCase>,
  parameters: Numbers,
  random: ReturnType<typeof randomStream>,
): number {
  let ratio = 0;
  const draw = (theta: number, priorLogit: number): boolean => {
    const present = random.uniform() < probability(theta);
    ratio += logBernoulli(present, theta) - logBernoulli(present, priorLogit);
    return present;
  };
  const weigh = (mean: number, logVariance: number, scale: number) => {
    const deviation = Math.exp(logVariance / 2);
    const weight = mean + deviation * random.normal();
    ratio += logNormal(weight, mean, deviation) - logNormal(weight, 0, scale);
  };
  const inputs = Array.from(parameters['inputs.inclusionLogit']!, (theta) => draw(theta, prior.inputLogit));
  denseLayers(network).forEach(({ units }, layer) => {
    const get = (name: string, index: number) => parameters[`layers.${layer}.${name}`]![index]!;
    const fanIn = parameters[`layers.${layer}.slabMean`]!.length / units;
    for (let unit = 0; unit < units; unit++) {
      const isLast = layer === network.layers.length - 1;
      const present = isLast || draw(get('inclusionLogit', unit), prior.unitLogits[layer]!);
      if (!present) continue;
      weigh(get('biasMean', unit), get('biasLogVariance', unit), prior.slabScales[layer]!);
      for (let input = 0; input < fanIn; input++) {
        if (layer === 0 && !inputs[input]) continue;
        const index = unit * fanIn + input;
        weigh(get('slabMean', index), get('slabLogVariance', index), prior.slabScales[layer]!);
      }
    }
  });
  return ratio;
}

function probability(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

function logBernoulli(present: boolean, logit: number): number {
  return Math.log(present ? probability(logit) : 1 - probability(logit));
}

function logNormal(x: number, mean: number, deviation: number): number {
  return -0.5 * ((x - mean) / deviation) ** 2 - Math.log(deviation) - 0.5 * Math.log(2 * Math.PI);
}

function dataOf({ parameters }: ReturnType<typeof programCase>): Numbers {
  return Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data]));
}

function expectRelative(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(1e-10 * (1 + Math.abs(expected)));
}
