import {
  graph,
  inclusionNameOf,
  linear,
  type Node,
  partsOf,
  structureOf,
  tensorNames,
  throughLayers,
  type Weighted,
  weightAxes,
  weightedLayers,
} from '../../core/index.ts';
import { alongAxis, partOf } from './along-axis.ts';
import { evaluated } from './evaluated.ts';
import type { Family, FamilyContext } from './family.ts';
import {
  activationNoises,
  fromStdDevs,
  logVarianceNames,
  meanParameters,
  meanSums,
  sampleSums,
  toStdDevs,
} from './gaussian-slab.ts';

/**
 * Sparse variational dropout (Molchanov, Ashukha and Vetrov, arXiv 1701.05369): weights N(mu, s^2) under the
 * log-uniform prior p(|w|) ~ 1 / |w|, which knows neither a scale nor inclusion; biases are points. A weight with
 * log alpha = log s^2 - log mu^2 >= 3 is noise, and 0 in the network that is left.
 *
 * There are no indicators. A unit or input goes when all its weights do: its log-odds in the posterior, 3 - the least log
 * alpha of its weights, cut at 0 accordingly and order groups by their most certain weight. They are no probabilities.
 */
const { add, constant, exp, log, max, min, mul, neg, reduceMax, reshape, sigmoid, softplus, square, sub, total } =
  graph;

type Parameters = Pick<FamilyContext, 'parameters'>;

const threshold = 3;
/**
 * Beyond it a weight is noise and nothing else. Its authors also clip at -8; but there a certain weight would cost nothing
 * more, and start and stay so.
 */
const largestLogAlpha = 8;
/** Below the -10 of others, log alpha would have far to go. */
const initialLogVariance = -6;
/** Keeps the logarithm of a mean that is 0, and the root of a variance, finite. */
const tiny = 1e-8;

function logAlpha({ parameters }: Parameters, { index }: Weighted): Node {
  const logSquare = log(add(square(parameters[tensorNames.slabMean(index)]!), tiny));
  const free = sub(parameters[logVarianceNames.slab(index)]!, logSquare);
  return min(free, largestLogAlpha);
}

/** KL from the log-uniform prior, up to its infinite constant: 0 at alpha = infinity. An approximation to .01 nats. */
export function logUniformDivergence(logAlphas: Node): Node {
  const [k1, k2, k3] = [0.63576, 1.8732, 1.48695];
  return add(mul(sigmoid(neg(add(mul(logAlphas, k3), k2))), k1), mul(softplus(neg(logAlphas)), 0.5));
}

/** For each weight how far log alpha is below the threshold: what is below 0 goes. */
function margins(context: Parameters, weighted: Weighted): Node {
  return sub(threshold, logAlpha(context, weighted));
}

/** The largest margin of the weights of each unit or input of a level, `[size]`; undefined for those that always stay. */
function levelMargins({ network, options, parameters }: Omit<FamilyContext, 'noise'>, level: number): Node | undefined {
  if (inclusionNameOf(network, level) === undefined || (level === 0 && !options.selectInputs)) return undefined;
  return weightedLayers(network)
    .flatMap((weighted) => {
      const parts = partsOf(level === 0 ? weighted.input : weighted.output, level);
      if (parts.length === 0) return [];
      const all = reshape(margins({ parameters }, weighted), [weighted.layer.units, weighted.fanIn]);
      const largest = reduceMax(all, [level === 0 ? 0 : 1]);
      const each = reshape(largest, [level === 0 ? weighted.fanIn : weighted.layer.units]);
      return parts.map(({ start, size }) => partOf(each, start, size));
    })
    .reduce((one, other) => max(one, other));
}

const isAbove0 = (values: Node) => graph.cast(graph.greater(values, 0), 'float');

/** Means without what is noise; a unit that goes takes its bias along. */
function cutMeans(context: Omit<FamilyContext, 'noise'>, weighted: Weighted): { weight: Node; bias: Node } {
  const { parameters } = context;
  const [weight, bias] = [tensorNames.slabMean, tensorNames.biasMean].map(
    (nameOf) => parameters[nameOf(weighted.index)]!,
  );
  const units = alongAxis(weighted.output, (level) => {
    const values = levelMargins(context, level);
    return values && isAbove0(values);
  });
  return {
    weight: mul(weight!, isAbove0(margins(context, weighted))),
    bias: units ? mul(bias!, units) : bias!,
  };
}

export const sparseVd: Family = {
  name: 'sparse-vd',
  summary: 'a Gaussian for every weight under a log-uniform prior, noise cut afterwards (arXiv 1701.05369)',
  prunes: true,
  parameters: (network) =>
    weightedLayers(network).flatMap((weighted) => [
      ...meanParameters(weighted),
      {
        name: logVarianceNames.slab(weighted.index),
        shape: weighted.shape,
        axes: weightAxes(weighted),
        role: 'logVariance' as const,
        initial: initialLogVariance,
      },
    ]),
  noise: (network, _, batch) => activationNoises(network, batch),
  forward: (context, features) =>
    throughLayers(context.network, features, (weighted, values) => {
      const { layer, index } = weighted;
      const spread = linear(layer, square(values), exp(context.parameters[logVarianceNames.slab(index)]!));
      const moments = { mean: meanSums(context, weighted, values), variance: add(spread, tiny) };
      return graph.activate(sampleSums(context, weighted, moments), layer.activation);
    }),
  predict: (context, features) =>
    throughLayers(context.network, features, (weighted, values) => {
      const { weight, bias } = cutMeans(context, weighted);
      return graph.activate(linear(weighted.layer, values, weight, bias), weighted.layer.activation);
    }),
  divergence: (context) => ({
    slab: weightedLayers(context.network)
      .map((weighted) => total(logUniformDivergence(logAlpha(context, weighted))))
      .reduce(add),
    inclusion: constant(0),
  }),
  toPosterior: (tensors, { network, options }) =>
    toStdDevs({ ...tensors, ...evaluated(tensors, (parameters) => cutPosterior({ network, options, parameters })) }),
  /** What was noise goes on as noise: its mean is 0. */
  fromPosterior: fromStdDevs,
  /** Each weight counts with sigmoid(3 - log alpha), so that a price on parameters has a gradient; biases count in full. */
  expectedParameters: (context) =>
    weightedLayers(context.network)
      .map((weighted) => add(total(sigmoid(margins(context, weighted))), weighted.layer.units))
      .reduce(add),
};

function cutPosterior(context: Omit<FamilyContext, 'noise'>): Record<string, Node> {
  const { network } = context;
  const logOdds = structureOf(network).levels.flatMap((_, level): [string, Node][] => {
    const values = levelMargins(context, level);
    return values ? [[inclusionNameOf(network, level)!, values]] : [];
  });
  const means = weightedLayers(network).flatMap((weighted): [string, Node][] => {
    const { weight, bias } = cutMeans(context, weighted);
    return [
      [tensorNames.slabMean(weighted.index), weight],
      [tensorNames.biasMean(weighted.index), bias],
    ];
  });
  return Object.fromEntries([...logOdds, ...means]);
}
