import { graph } from '../../core/index.ts';
import type { Numbers } from './by-hand.ts';
import { type CaseOptions, programCase } from './program-case.ts';

const { exp, log, sqrt, PI } = Math;

/** What a family's divergence is in float64, part by part, beside the parameters that it is of. */
export function divergenceOf(
  options: CaseOptions,
  change: (name: string, values: Float32Array) => Float32Array = (_, v) => v,
) {
  const trained = programCase(options);
  const { network, family, familyOptions, prior } = trained;
  const values = Object.fromEntries(
    Object.entries(trained.parameters).map(([name, { data }]) => [name, change(name, data)]),
  );
  const nodes = Object.entries(trained.parameters).map(([name, { shape }]) => [name, graph.input(name, shape)]);
  const context = { network, options: familyOptions, parameters: Object.fromEntries(nodes), noise: {} };
  const parts = family.divergence(context, prior);
  const [slab, inclusion] = graph.evaluate([parts.slab, parts.inclusion], values).map(([value]) => value!);
  return { ...trained, values, slab: slab!, inclusion: inclusion! };
}

/** The integral of f over the real line, for f that vanishes beyond 12 standard deviations of a mean. */
export function integral(f: (x: number) => number, mean: number, deviation: number, points = 400): number {
  const width = (24 * deviation) / points;
  let sum = 0;
  for (let index = 0; index <= points; index++) sum += f(mean + (index - points / 2) * width);
  return sum * width;
}

export const normalDensity = (x: number, mean: number, deviation: number) =>
  exp(-0.5 * ((x - mean) / deviation) ** 2) / (deviation * sqrt(2 * PI));

/** KL of x ~ N(mean, deviation^2) from a density of x that is given without its constant, by integration. */
export function divergenceOfNormal(mean: number, deviation: number, logDensity: (x: number) => number): number {
  const constant = log(integral((x) => exp(logDensity(x)), 0, 4));
  return integral(
    (x) => {
      const q = normalDensity(x, mean, deviation);
      return q === 0 ? 0 : q * (log(q) - logDensity(x) + constant);
    },
    mean,
    deviation,
  );
}

export const deviationOf = (values: Numbers, name: string, index: number) => exp(values[name]![index]! / 2);
