import { describe, expect, test } from '@jest/globals';
import { graph, randomStream, tensorNames, weightedLayers } from '../../core/index.ts';
import { logUniformDivergence } from '../../trainer/families/sparse-vd.ts';
import { tameExp } from '../../trainer/families/unit-scales.ts';
import { type Numbers, nodeDivergence, nodeExpectedParameters } from './by-hand.ts';
import { deviationOf, divergenceOf, divergenceOfNormal, integral, normalDensity } from './divergence-of.ts';
import { exampleCount, programCase } from './program-case.ts';

const { exp, log, sqrt } = Math;

describe('KL divergences', () => {
  test('mean-field: of every weight', () => {
    const { network, prior, values, slab, inclusion } = divergenceOf({ family: 'mean-field' });
    const certain = { 'layers.0.inclusionLogit': Array(5).fill(50), 'layers.1.inclusionLogit': Array(3).fill(50) };
    expect(slab).toBeCloseTo(nodeDivergence(network, { ...values, ...certain }, prior).slab, 8);
    expect(inclusion).toBe(0);
  });

  test('with a learned slab scale: at the scale where it is smallest', () => {
    const fixed = divergenceOf({ family: 'node', prior: { slabScale: 1 } });
    const { network, prior, values } = fixed;
    const learned = divergenceOf({ family: 'node', prior: { slabScale: 'learned' } });
    const at = (scales: number[]) => nodeDivergence(network, values, { ...prior, slabScales: scales }).slab;
    const candidates = Array.from({ length: 4001 }, (_, index) => exp(-2 + index / 1000));
    const scales = [0, 1, 2].map((layer) => {
      const costs = candidates.map((scale) => at([0, 1, 2].map((other) => (other === layer ? scale : 1))));
      return candidates[costs.indexOf(Math.min(...costs))]!;
    });
    expect(learned.slab).toBeLessThanOrEqual(at(scales) + 1e-9);
    expect(learned.slab).toBeCloseTo(at(scales), 4);
  });

  test('group-horseshoe: of the slabs, and of the square roots of two factors for each unit and layer', () => {
    const { network, prior, values, slab } = divergenceOf({ family: 'group-horseshoe' });
    let scales = 0;
    for (const layer of [0, 1]) {
      for (const scope of ['unit', 'layer']) {
        const [alpha, beta] = ['alpha', 'beta'].map((factor) => `layers.${layer}.${scope}Scale.${factor}Log`);
        values[`${alpha}Mean`]!.forEach((mean, index) => {
          // The densities of log alpha and log beta, alpha ~ Gamma(1/2, 1), beta ~ InverseGamma(1/2, 1).
          const ofAlpha = (x: number) => x / 2 - exp(x);
          scales += divergenceOfNormal(mean, deviationOf(values, `${alpha}Variance`, index), ofAlpha);
          const ofBeta = (x: number) => ofAlpha(-x);
          const betaMean = values[`${beta}Mean`]![index]!;
          scales += divergenceOfNormal(betaMean, deviationOf(values, `${beta}Variance`, index), ofBeta);
        });
      }
    }
    expect(scales).toBeGreaterThan(1);
    expectRelative(slab, nodeDivergence(network, values, prior).slab + scales, 1e-4);
  });

  test('group-lasso: of the slabs, of a Gamma variable for each unit, and of its rate for each layer', () => {
    const { network, prior, values, slab } = divergenceOf({ family: 'group-lasso' }, (name, data) =>
      name.endsWith('lassoRateLogMean') ? data.map((value) => value + 1.5) : data,
    );
    let scales = 0;
    weightedLayers(network)
      .slice(0, -1)
      .forEach(({ index: layer, fanIn }) => {
        const rateName = `layers.${layer}.lassoRateLog`;
        const [rateMean, rateDeviation] = [
          values[`${rateName}Mean`]![0]!,
          deviationOf(values, `${rateName}Variance`, 0),
        ];
        scales += divergenceOfNormal(rateMean, rateDeviation, (y) => y - exp(y) / (fanIn + 2));
        const name = `layers.${layer}.unitScaleLog`;
        values[`${name}Mean`]!.forEach((mean, index) => {
          const deviation = deviationOf(values, `${name}Variance`, index);
          const given = (logRate: number) =>
            divergenceOfNormal(mean, deviation, (x) => ((fanIn + 2) / 2) * x - (exp(logRate) / 2) * exp(x));
          const points = 24;
          for (let at = 0; at <= points; at++) {
            const z = -6 + (12 * at) / points;
            scales += (12 / points) * normalDensity(z, 0, 1) * given(rateMean + rateDeviation * z);
          }
        });
      });
    expect(scales).toBeGreaterThan(1);
    expectRelative(slab, nodeDivergence(network, values, prior).slab + scales, 1e-4);
  });

  test('l0: half of log n for each parameter expected, the prior odds of each group, the decay of what is there', () => {
    const { network, prior, values, slab, inclusion } = divergenceOf({ family: 'l0', prior: { inclusion: 0.3 } });
    const logits = Object.keys(values).filter((name) => name.endsWith('inclusionLogit'));
    const kept = logits.flatMap((name) => Array.from(values[name]!, (theta) => 1 / (1 + exp(-theta))));
    const expected =
      (log(exampleCount) / 2) * nodeExpectedParameters(network, values) +
      log(0.7 / 0.3) * kept.reduce((sum, value) => sum + value);
    expectRelative(inclusion, expected, 1e-10);
    // What of a Gaussian divergence depends on means.
    const without = Object.fromEntries(
      Object.entries(values).map(([name, data]) => [name, name.endsWith('Mean') ? data.map(() => 0) : data]),
    );
    const spread = Object.fromEntries(
      Object.entries(values).flatMap(([name, data]) =>
        name.endsWith('Mean') ? [[name.replace('Mean', 'LogVariance'), data.map(() => 0)]] : [],
      ),
    );
    const slabOf = (numbers: Numbers) => nodeDivergence(network, { ...numbers, ...spread }, prior).slab;
    expectRelative(slab, slabOf(values) - slabOf(without), 1e-8);
  });

  test('l0 with a budget has no price of its own', () => {
    const { inclusion } = divergenceOf({ family: 'l0', prior: { budget: 20 } });
    expect(inclusion).toBeCloseTo(0, 12);
  });

  test('l0: a gate is 0 as often as its log-odds say', () => {
    const random = randomStream(1, 'gates');
    for (const theta of [-2, 0, 1.5]) {
      const draws = 20_000;
      let open = 0;
      for (let draw = 0; draw < draws; draw++) {
        const u = random.uniform();
        const location = theta - (2 / 3) * log(11);
        const y = 1 / (1 + exp(-(log(u) - log(1 - u) + location) / (2 / 3)));
        if (1.2 * y - 0.1 > 0) open++;
      }
      const probability = 1 / (1 + exp(-theta));
      const error = sqrt((probability * (1 - probability)) / draws);
      expect(Math.abs(open / draws - probability)).toBeLessThan(4 * error);
    }
  });

  test('sparse-vd: the approximation is within .02 nats of the divergence from the log-uniform prior', () => {
    // KL = E log |1 + sqrt(alpha) z| - (1/2) log alpha + c, with c such that it is 0 at alpha = infinity: c = -E log |z|.
    const expectation = (alpha: number) =>
      // With x = e^t on either side of the singularity.
      [-1, 1].reduce(
        (sum, side) =>
          sum + integral((t) => t * exp(t) * normalDensity(side * exp(t), 1, sqrt(alpha)), 0, 1.5 + log(1 + alpha) / 4),
        0,
      );
    const eulerGamma = 0.5772156649;
    const c = (log(2) + eulerGamma) / 2;
    for (const logAlpha of [-6, -3, -1, 0, 1, 2, 3, 5]) {
      const exact = expectation(exp(logAlpha)) - 0.5 * logAlpha + c;
      const [approximation] = graph.evaluate([logUniformDivergence(graph.constant(logAlpha))], {});
      expect(Math.abs(approximation![0]! - exact)).toBeLessThan(0.02);
    }
  });
});

test('no exponent overflows float32, in value or gradient', () => {
  const x = graph.input('x', [4]);
  const y = graph.total(tameExp(x));
  const [sum, slopes] = graph.evaluate([y, graph.gradients(y, [x])[0]!], { x: [-200, 0, 20, 1e6] });
  expect(sum![0]).toBeLessThan(1e38);
  expect(Array.from(slopes!)).toEqual([exp(-200), 1, exp(20), exp(20)]);
});

test.each(['group-horseshoe', 'group-lasso'])('%s: effective weights have the moments of the products', (family) => {
  const { parameters, network, family: built, familyOptions: options, prior } = programCase({ family });
  const values = Object.fromEntries(Object.entries(parameters).map(([name, { data }]) => [name, data]));
  const tensors = built.toPosterior(parameters, { network, options, prior });
  const random = randomStream(1, 'products');
  const draw = (name: string, index: number) =>
    values[`${name}Mean`]![index]! + deviationOf(values, `${name}Variance`, index) * random.normal();
  const scale = (unit: number) => {
    if (family === 'group-lasso') return exp(draw('layers.0.unitScaleLog', unit) / 2);
    const logs = ['alpha', 'beta'].map(
      (factor) => draw(`layers.0.unitScale.${factor}Log`, unit) + draw(`layers.0.layerScale.${factor}Log`, 0),
    );
    const s = exp((logs[0]! + logs[1]!) / 2);
    return s / sqrt(1 + s * s);
  };
  const at = 7;
  const draws = 40_000;
  const [mean, deviation] = [
    values[tensorNames.slabMean(0)]![at]!,
    deviationOf(values, 'layers.0.slabLogVariance', at),
  ];
  const sums = [0, 0];
  for (let each = 0; each < draws; each++) {
    const weight = scale(Math.floor(at / network.inputs)) * (mean + deviation * random.normal());
    sums[0]! += weight / draws;
    sums[1]! += weight ** 2 / draws;
  }
  const spread = sqrt(sums[1]! - sums[0]! ** 2);
  expect(Math.abs(tensors[tensorNames.slabMean(0)]!.data[at]! - sums[0]!)).toBeLessThan((4 * spread) / sqrt(draws));
  expect(exp(tensors[tensorNames.slabLogStdDev(0)]!.data[at]!) / spread).toBeCloseTo(1, 1);
});

function expectRelative(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(tolerance * (1 + Math.abs(expected)));
}
