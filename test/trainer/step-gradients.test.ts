import { describe, expect, test } from '@jest/globals';
import { activationAtZero, graph, likelihoodNames, namedActivations } from '../../core/index.ts';
import { denseLayers } from '../support/layers.ts';
import {
  deterministicForward,
  type Gates,
  type Numbers,
  negativeLogLikelihood,
  nodeDivergence,
  nodeExpectedParameters,
  nodeForward,
  relaxed,
} from './by-hand.ts';
import { batchSize, type CaseOptions, exampleCount, gradientOf, programCase } from './program-case.ts';

const nodeCases: [string, CaseOptions][] = [
  ...namedActivations.map((activation): [string, CaseOptions] => [activation, { family: 'node', activation }]),
  ['without input selection', { family: 'node', selectInputs: false }],
  ['with a size-aware prior', { family: 'node', prior: { budget: 20 } }],
  ['regression', { family: 'node', likelihood: 'gaussian' }],
  ['distilled', { family: 'node', distillation: { weight: 0.9, temperature: 4 } }],
  ['distilled regression', { family: 'node', likelihood: 'gaussian', distillation: { weight: 0.4, temperature: 4 } }],
  ...likelihoodNames.flatMap((likelihood): [string, CaseOptions][] => [
    [`${likelihood}, weighted`, { family: 'node', likelihood, weighted: true }],
    [
      `${likelihood}, distilled and weighted`,
      { family: 'node', likelihood, weighted: true, distillation: { weight: 0.4, temperature: 2 } },
    ],
  ]),
  ['binary', { family: 'node', likelihood: 'binary' }],
  ['heteroscedastic', { family: 'node', likelihood: 'gaussian-heteroscedastic' }],
  ['counts', { family: 'node', likelihood: 'poisson' }],
  ['a layer too large to be packed', { family: 'node', widths: [32, 130], activation: 'silu' }],
];

type Case = ReturnType<typeof programCase>;

function numbersOf({ parameters }: Case): Record<string, Float64Array> {
  return Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, Float64Array.from(data)]));
}

function noiseOfGate(feeds: Numbers, name: string, index: number): number {
  const noise =
    name === 'inputs.inclusionLogit' ? 'noise.inputs.gate' : `noise.${name.replace('inclusionLogit', 'gate')}`;
  return feeds[noise]![index]!;
}

/** mean negative log-likelihood + (slab part + indicators' part, tempered and, but for a size-aware prior's, warmed up) / examples */
function nodeLoss(trained: Case, feeds: Numbers, parameters: Numbers, gates: Gates): number {
  const { network, prior, tempering, distillation, task } = trained;
  const outputs = nodeForward(network, parameters, feeds, batchSize, gates);
  const { slab, inclusion } = nodeDivergence(network, parameters, prior);
  const priced = prior.size ? prior.size.price * nodeExpectedParameters(network, parameters) : 0;
  const warmUp = feeds['slabWarmUp']![0]!;
  const divergence =
    slab * tempering.slab * warmUp + (inclusion + priced) * tempering.inclusion * (prior.size ? 1 : warmUp);
  return negativeLogLikelihood(task, outputs, parameters, feeds, distillation) + divergence / exampleCount;
}

describe('node: the whole loss and its gradient', () => {
  /**
   * A gate goes forward as z = 1[y > 1/2] and backward as y. That is the exact derivative, where it is taken, of the loss
   * in which the gate is z0 + (y(theta) - y0), with z0 and y0 the constants that z and y are there: this smooth loss is
   * what is differenced.
   */
  test.each(nodeCases)('%s', (_, options) => {
    const trained = programCase(options);
    const feeds = trained.makeFeeds(3, 1);
    const start = numbersOf(trained);
    const hard: Gates = (name, index) => Number(start[name]![index]! + noiseOfGate(feeds, name, index) > 0);
    const { gradient, record } = gradientOf(trained, trained.state, feeds);
    expect(record['loss']).toBeCloseTo(nodeLoss(trained, feeds, start, hard), 10);

    const gateNames = Object.keys(start).filter((name) => name.endsWith('inclusionLogit'));
    const gateValues = gateNames.flatMap((name) => Array.from(start[name]!, (_, index) => hard(name, index)));
    expect(new Set(gateValues)).toEqual(new Set([0, 1]));

    const surrogate = (parameters: Numbers) =>
      nodeLoss(trained, feeds, parameters, (name, index) => {
        const noise = noiseOfGate(feeds, name, index);
        return hard(name, index) + relaxed(parameters[name]![index]!, noise) - relaxed(start[name]![index]!, noise);
      });
    expectGradient(surrogate, start, gradient);
  });
});

describe('deterministic: the whole loss and its gradient', () => {
  const dropout = { inputs: 0.2, hidden: 0.4 };
  const cases: [string, CaseOptions][] = [
    ...namedActivations.map((activation): [string, CaseOptions] => [
      activation,
      { family: 'deterministic', activation, dropout },
    ]),
    ['without dropout', { family: 'deterministic' }],
    ['regression', { family: 'deterministic', likelihood: 'gaussian', dropout }],
    ['distilled', { family: 'deterministic', distillation: { weight: 0.9, temperature: 4 } }],
  ];
  test.each(cases)('%s', (_, options) => {
    const trained = programCase(options);
    const feeds = trained.makeFeeds(3, 1);
    const loss = (parameters: Numbers) => {
      const outputs = deterministicForward(
        trained.network,
        parameters,
        feeds,
        batchSize,
        trained.familyOptions.dropout,
      );
      return negativeLogLikelihood(trained.task, outputs, parameters, feeds, options.distillation);
    };
    const start = numbersOf(trained);
    const { gradient, record } = gradientOf(trained, trained.state, feeds);
    expect(record['loss']).toBeCloseTo(loss(start), 10);
    expectGradient(loss, start, gradient);
  });
});

/**
 * Everything but the gates' log-odds, where they are straight-through (`node` above), is differenced as it stands: relaxations
 * of l0 are smooth where they are not clipped, and the gradient that a learned slab scale does not have is zero.
 */
describe('other families: the gradient of the whole loss', () => {
  const learned = { slabScale: 'learned' } as const;
  const cases: [string, CaseOptions][] = [
    ...['group-horseshoe', 'group-lasso', 'mixture', 'weight', 'l0', 'sparse-vd', 'mean-field'].flatMap(
      (family): [string, CaseOptions][] => [
        [family, { family, activation: 'silu' }],
        [`${family}, convolutional`, { family, layers: '5x4x1-c3k3p1-max2-flat-4', activation: 'tanh' }],
      ],
    ),
    ...['node', 'group-horseshoe', 'mean-field'].map((family): [string, CaseOptions] => [
      `${family} with learned slab scales`,
      { family, activation: 'silu', prior: learned },
    ]),
    ['l0 with a size-aware prior', { family: 'l0', activation: 'silu', prior: { budget: 20 } }],
    ['weight with a size-aware prior', { family: 'weight', activation: 'silu', prior: { budget: 20 } }],
    ['sparse-vd with a size-aware prior', { family: 'sparse-vd', activation: 'silu', prior: { budget: 20 } }],
  ];
  test.each(cases)('%s', (_, options) => {
    const trained = programCase(options);
    const feeds = trained.makeFeeds(3, 1);
    const start = numbersOf(trained);
    const { gradient } = gradientOf(trained, trained.state, feeds);
    const others = Object.fromEntries(Object.entries(trained.state).map(([name, { data }]) => [name, data]));
    const lossAt = trained.program.recordNames.indexOf('loss');
    const loss = (parameters: Numbers) => {
      const groups = trained.program.layout.groups.map(({ name, members }): [string, number[]] => [
        name,
        members.flatMap((member) => Array.from(parameters[member.name]!)),
      ]);
      const state = { ...others, ...Object.fromEntries(groups) };
      return graph.evaluate([trained.program.step.record], { ...feeds, ...state })[0]![lossAt]!;
    };
    const isStraightThrough = (name: string) => name.endsWith('inclusionLogit') && options.family !== 'l0';
    const differenced = Object.fromEntries(Object.entries(start).filter(([name]) => !isStraightThrough(name)));
    expectGradient((parameters) => loss({ ...start, ...parameters }), differenced, gradient);
  });
});

test('a closed gate still learns from the data', () => {
  const trained = programCase({ family: 'node', tempering: { slab: 0, inclusion: 0 } });
  const feeds = trained.makeFeeds(0, 1);
  const { gradient } = gradientOf(trained, trained.state, feeds);
  for (const name of ['inputs.inclusionLogit', 'layers.0.inclusionLogit', 'layers.1.inclusionLogit']) {
    const closed = Array.from(trained.parameters[name]!.data, (theta, index) => ({
      isClosed: theta + noiseOfGate(feeds, name, index) < 0,
      derivative: gradient[name]![index]!,
    })).filter(({ isClosed }) => isClosed);
    expect(closed.length).toBeGreaterThan(0);
    expect(closed.some(({ derivative }) => derivative !== 0)).toBe(true);
  }
});

test.each(namedActivations)('a %s unit whose gate is closed puts out act(0), whatever its weights', (activation) => {
  const trained = programCase({ family: 'node', activation });
  const feeds = trained.makeFeeds(0, 1);
  const { network, family, familyOptions, specs } = trained;
  const input = (name: string, shape: readonly number[]) => graph.input(name, shape);
  const outputs = family.forward(
    {
      network,
      options: familyOptions,
      parameters: Object.fromEntries(specs.map(({ name, shape }) => [name, input(name, shape)])),
      noise: Object.fromEntries(trained.program.noise.map(({ name, shape }) => [name, input(name, shape)])),
    },
    input('features', [batchSize, network.inputs]),
  );
  const forward = (parameters: Numbers) => graph.evaluate([outputs], { ...feeds, ...parameters })[0]!;
  const start = numbersOf(trained);
  const logits = start['layers.0.inclusionLogit']!;
  logits.forEach((_, index) => {
    logits[index] = index === 2 ? -50 : 50;
  });
  const changed = { ...start };
  for (const name of ['slabMean', 'slabLogVariance', 'biasMean', 'biasLogVariance']) {
    const values = start[`layers.0.${name}`]!.slice();
    const size = values.length / logits.length;
    for (let index = 2 * size; index < 3 * size; index++) values[index]! += 1 + index;
    changed[`layers.0.${name}`] = values;
  }
  expect(forward(changed)).toEqual(forward(start));

  // What it puts out instead is a constant: the same as none, with the constant in the next layer's biases.
  const spike = activationAtZero(activation);
  const folded = Object.fromEntries(Object.entries(start).map(([name, values]) => [name, values.slice()]));
  const fanIn = denseLayers(network)[0]!.units;
  const next = (name: string) => folded[`layers.1.${name}`]!;
  for (let unit = 0; unit < denseLayers(network)[1]!.units; unit++) {
    const at = unit * fanIn + 2;
    next('biasMean')[unit]! += spike * next('slabMean')[at]!;
    const variance = Math.exp(next('biasLogVariance')[unit]!) + spike ** 2 * Math.exp(next('slabLogVariance')[at]!);
    next('biasLogVariance')[unit] = Math.log(variance);
    next('slabMean')[at] = 0;
    next('slabLogVariance')[at] = -1e9;
  }
  folded['layers.0.inclusionLogit']!.fill(50);
  const expected = forward(start);
  forward(folded).forEach((value, index) => {
    expect(value).toBeCloseTo(expected[index]!, 10);
  });
  expect(forward({ ...start, 'layers.0.inclusionLogit': logits.slice().fill(50) })).not.toEqual(expected);
});

/** Central differences in float64 err by about 1e-9 here. */
function expectGradient(loss: (parameters: Numbers) => number, start: Record<string, Float64Array>, gradient: Numbers) {
  const width = 1e-5;
  for (const [name, values] of Object.entries(start)) {
    const stride = Math.max(1, Math.floor(values.length / (values.length > 1000 ? 8 : 24)));
    for (let index = 0; index < values.length; index += stride) {
      const at = (offset: number) => {
        const moved = values.slice();
        moved[index]! += offset;
        return loss({ ...start, [name]: moved });
      };
      const difference = (at(width) - at(-width)) / (2 * width);
      const error = Math.abs(gradient[name]![index]! - difference);
      if (!(error <= 1e-7 * (1 + Math.abs(difference)))) {
        throw new Error(`${name}[${index}]: gradient ${gradient[name]![index]}, difference ${difference}`);
      }
    }
  }
}
