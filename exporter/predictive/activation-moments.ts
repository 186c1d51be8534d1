import { type Activation, graph, isPerUnit, type Node, perUnit, withNumbers } from '../../core/index.ts';
import { gaussHermite } from '../criteria/gauss-hermite.ts';

const { activate, add, constant, div, erf, exp, max, min, mul, reduceSum, reshape, sqrt, square, sub } = graph;

/** Means and variances of values that are taken to be independent Gaussians. */
export interface Moments {
  readonly mean: Node;
  readonly variance: Node;
}

/** Stands against division by 0 where nothing is uncertain. */
const tiny = 1e-20;
/** From so many standard deviations on a rectifier is open or shut for good. */
const decided = 8;
const quadraturePoints = 12;

/**
 * Mean and variance of act(x), x ~ N(mean, variance): of rectifiers in closed form, of other activations by Gauss-Hermite
 * quadrature.
 */
export function activationMoments(moments: Moments, activation: Activation): Moments {
  if (activation === 'identity') return moments;
  if (activation === 'relu') return rectified(moments, 0);
  const full = withNumbers(activation);
  if (isPerUnit(full)) return rectified(moments, perUnit(constant(full.slopes), moments.mean));
  if (typeof full !== 'string' && full.name === 'leaky') return rectified(moments, full.slope);
  return byQuadrature(moments, (x) => activate(x, activation));
}

/**
 * max(x, leak x) = leak x + (1 - leak) max(x, 0), with a = mean / s:
 * E max(x, 0) = mean Phi(a) + s phi(a), Var max(x, 0) = v [(1 + a^2) Phi(a) + a phi(a) - (phi(a) + a Phi(a))^2],
 * Cov(x, max(x, 0)) = v Phi(a) (Frey and Hinton 1999, "Variational learning in nonlinear Gaussian belief networks").
 */
function rectified({ mean, variance }: Moments, leak: number | Node): Moments {
  const stdDev = sqrt(add(variance, tiny));
  const ratio = div(mean, stdDev);
  const a = max(-decided, min(decided, ratio));
  const open = mul(add(erf(mul(a, Math.SQRT1_2)), 1), 0.5);
  const density = mul(exp(mul(square(a), -0.5)), 1 / Math.sqrt(2 * Math.PI));
  const rectifiedMean = add(mul(mean, open), mul(stdDev, density));
  const unit = sub(add(mul(add(square(a), 1), open), mul(a, density)), square(add(density, mul(a, open))));
  const rectifiedVariance = mul(variance, max(unit, 0));
  if (leak === 0) return { mean: rectifiedMean, variance: rectifiedVariance };
  const rest = sub(1, leak);
  const shared = mul(mul(variance, open), mul(mul(2, leak), rest));
  return {
    mean: add(mul(mean, leak), mul(rectifiedMean, rest)),
    variance: add(add(mul(variance, mul(leak, leak)), mul(rectifiedVariance, square(rest))), shared),
  };
}

/** The points lie along an axis of their own, behind the values'. */
function byQuadrature({ mean, variance }: Moments, of: (x: Node) => Node): Moments {
  const { points, weights } = gaussHermite(quadraturePoints);
  const column = (values: Node) => reshape(values, [...values.shape, 1]);
  const back = (values: Node) => reshape(values, mean.shape);
  const axis = mean.shape.length;
  const expected = (values: Node) => reduceSum(mul(values, constant(weights)), [axis]);
  const values = of(add(column(mean), mul(column(sqrt(add(variance, tiny))), constant(points))));
  const centre = expected(values);
  return { mean: back(centre), variance: back(expected(square(sub(values, centre)))) };
}
