import { graph, type Node, type Weighted } from '../../core/index.ts';
import type { Family, NoiseSpec, ParameterSpec } from './family.ts';
import { normalExpectation, type Parameters, scaledNodes, tameExp, type UnitScales } from './unit-scales.ts';

/**
 * Spike-and-slab group horseshoe (SS-GHS, arXiv 2308.09104). t_j = S_j / sqrt(1 + S_j^2), the regularised
 * horseshoe with c = 1, and S_j a product of two half-Cauchy scales: the layer's and the unit's own. A half-Cauchy's
 * square is the product of alpha ~ Gamma(1/2, 1) and beta ~ InverseGamma(1/2, 1), for which q is log-normal.
 */
const { add, exp, mul, neg, sigmoid, softplus, sqrt, sub, total } = graph;

/** All four factors start at e, so that S = e^2 and t = .99: a network to start from is hardly changed. */
const initialLogMean = 1;
const initialLogVariance = -4;

const factors = ['alpha', 'beta'] as const;
type Factor = (typeof factors)[number];
type Scope = 'unit' | 'layer';
const scopes = ['unit', 'layer'] as const;

const prefix = (layer: number, scope: Scope, factor: Factor) => `layers.${layer}.${scope}Scale.${factor}`;
const meanName = (layer: number, scope: Scope, factor: Factor) => `${prefix(layer, scope, factor)}LogMean`;
const varianceName = (layer: number, scope: Scope, factor: Factor) => `${prefix(layer, scope, factor)}LogVariance`;
const noiseName = (layer: number, scope: Scope) => `noise.layers.${layer}.${scope}Scale`;

const scales: UnitScales = {
  parameters: ({ index, layer, output }) =>
    scopes.flatMap((scope) => {
      const over = scope === 'unit' ? { shape: [layer.units], axes: [output] } : { shape: [1], axes: [] };
      return factors.flatMap((factor): ParameterSpec[] => [
        { name: meanName(index, scope, factor), ...over, role: 'weight', initial: initialLogMean },
        { name: varianceName(index, scope, factor), ...over, role: 'logVariance', initial: initialLogVariance },
      ]);
    }),
  noise: ({ index, layer }) =>
    scopes.map(
      (scope): NoiseSpec => ({
        name: noiseName(index, scope),
        shape: [scope === 'unit' ? layer.units : 1],
        distribution: 'normal',
      }),
    ),
  sampled: (context, { index }) => {
    const [ofUnit, ofLayer] = scopes.map((scope) => {
      const { mean, variance } = logScale(context, index, scope);
      return add(mean, mul(sqrt(variance), context.noise[noiseName(index, scope)]!));
    }) as [Node, Node];
    return regularised(add(ofUnit, ofLayer));
  },
  moments: (context, { index }) => {
    const [ofUnit, ofLayer] = scopes.map((scope) => logScale(context, index, scope)) as [LogScale, LogScale];
    const [mean, variance] = [add(ofUnit.mean, ofLayer.mean), add(ofUnit.variance, ofLayer.variance)];
    return {
      mean: normalExpectation(mean, variance, regularised),
      square: normalExpectation(mean, variance, (logS) => sigmoid(mul(logS, 2))),
    };
  },
  divergence: (context, weighted) => scopes.map((scope) => halfCauchyDivergence(context, weighted, scope)).reduce(add),
};

interface LogScale {
  readonly mean: Node;
  readonly variance: Node;
}

/** log S = (log alpha + log beta) / 2. */
function logScale({ parameters }: Parameters, layer: number, scope: Scope): LogScale {
  const half = (nameOf: typeof meanName, value: (node: Node) => Node, factor: number) =>
    mul(add(...(factors.map((each) => value(parameters[nameOf(layer, scope, each)]!)) as [Node, Node])), factor);
  return { mean: half(meanName, (node) => node, 1 / 2), variance: half(varianceName, tameExp, 1 / 4) };
}

/** S / sqrt(1 + S^2), from log S, for any of them: neither S nor its inverse is ever written down. */
function regularised(logS: Node): Node {
  return exp(mul(softplus(mul(logS, -2)), -0.5));
}

const entropyConstant = 1 + Math.log(2);

/**
 * KL of log-normal q from alpha's and beta's priors, with m and v the mean and variance of their logs:
 * e^(m + v/2) - (m + log v + 1 + log 2) / 2, and the same of -m.
 */
function halfCauchyDivergence({ parameters }: Parameters, { index }: Weighted, scope: Scope): Node {
  return factors
    .map((factor) => {
      const mean = parameters[meanName(index, scope, factor)]!;
      const logVariance = parameters[varianceName(index, scope, factor)]!;
      const m = factor === 'alpha' ? mean : neg(mean);
      const rate = tameExp(add(m, mul(tameExp(logVariance), 0.5)));
      return total(sub(rate, mul(add(add(m, logVariance), entropyConstant), 0.5)));
    })
    .reduce(add);
}

export const groupHorseshoe: Family = scaledNodes(
  {
    name: 'group-horseshoe',
    summary: 'indicators as `node`, and a horseshoe scale for the weights of each unit (SS-GHS, arXiv 2308.09104)',
  },
  scales,
);
