import { graph, type Node, perUnit, tensorNames, throughLayers, weightedLayers } from '../../core/index.ts';
import type { Prior } from '../priors/priors.ts';
import { alongAxis } from './along-axis.ts';
import { evaluated } from './evaluated.ts';
import type { Family, FamilyContext } from './family.ts';
import {
  expectedMacs,
  expectedParameters,
  gatedLevels,
  gatedPresence,
  gateNoise,
  gateNoiseName,
  gateParameters,
  indicatorName,
} from './gates.ts';
import { meanParameters, meanSums, ofUnits } from './gaussian-slab.ts';

/**
 * L0 regularisation by hard concrete gates (Louizos, Welling and Kingma, arXiv 1712.01312), one for each unit of
 * every prunable level and, with input selection, each feature: z = clip(1.2 sigmoid((log u - log(1 - u) + la) / b) - .1, 0, 1).
 * They multiply weighted sums, so that a gate between 0 and 1 is a factor of weights. Weights are points.
 *
 * Gates are trained as the log-odds theta of z != 0, la = theta - b log 11: what other families call inclusion.
 */
const { add, constant, gemm, mul, reshape, sigmoid, square, sub, total } = graph;

const stretch = { from: -0.1, to: 1.1 };
const temperature = 2 / 3;
const logOddsOfShift = temperature * Math.log(-stretch.to / stretch.from);

type Posterior = Omit<FamilyContext, 'noise'>;

/** clip(1.2 sigmoid(x) - .1, 0, 1) */
function hardened(x: Node): Node {
  const stretched = add(mul(sigmoid(x), stretch.to - stretch.from), stretch.from);
  return graph.min(graph.max(stretched, 0), 1);
}

type GateOf = (inclusion: string) => Node;

const sampledGate =
  ({ parameters, noise }: FamilyContext): GateOf =>
  (name) => {
    const location = sub(parameters[name]!, logOddsOfShift);
    return hardened(mul(add(location, noise[gateNoiseName(name)]!), 1 / temperature));
  };

/** As its authors': without noise and without temperature; and 0 where it is more probable that z = 0. */
const medianGate =
  ({ parameters }: Pick<FamilyContext, 'parameters'>): GateOf =>
  (name) => {
    const isKept = graph.cast(graph.greater(parameters[name]!, 0), 'float');
    return mul(isKept, hardened(sub(parameters[name]!, logOddsOfShift)));
  };

function pass(context: Posterior, features: Node, gateOf: GateOf): Node {
  const { network, options } = context;
  const inputs = indicatorName(network, 0, options);
  const start = inputs === undefined ? features : mul(features, gateOf(inputs));
  return throughLayers(network, start, (weighted, values) => {
    const units = alongAxis(weighted.output, (level) => {
      const name = indicatorName(network, level, options);
      return name === undefined ? undefined : gateOf(name);
    });
    const sums = meanSums(context, weighted, values);
    const gated = units ? mul(sums, perUnit(units, sums)) : sums;
    return graph.activate(gated, weighted.layer.activation);
  });
}

/** A Gaussian prior's w^2 / (2 sigma0^2) of what is there: a divergence of points is not defined, its gradient is this. */
function weightDecay(context: Posterior, prior: Prior): Node {
  return weightedLayers(context.network)
    .map((weighted) => {
      const presence = gatedPresence(context)(weighted);
      const squares = [tensorNames.slabMean, tensorNames.biasMean].map((nameOf) =>
        square(context.parameters[nameOf(weighted.index)]!),
      ) as [Node, Node];
      const sum = total(gemm(presence.units, ofUnits(weighted, presence, ...squares)));
      return mul(sum, 1 / (2 * prior.slabScales[weighted.ordinal]! ** 2));
    })
    .reduce(add);
}

/** Weights and biases times the gates of their ends. */
function effectiveMeans(context: Posterior): Record<string, Node> {
  const { network, options, parameters } = context;
  const gateOf = (level: number) => {
    const name = indicatorName(network, level, options);
    return name === undefined ? undefined : hardened(sub(parameters[name]!, logOddsOfShift));
  };
  return Object.fromEntries(
    weightedLayers(network).flatMap(({ index, layer, shape, input, output }) => {
      const [weight, bias] = [parameters[tensorNames.slabMean(index)]!, parameters[tensorNames.biasMean(index)]!];
      const units = alongAxis(output, gateOf) ?? constant(1);
      const inputs = alongAxis(input, (level) => (level === 0 ? gateOf(0) : undefined)) ?? constant(1);
      const rows = units.shape.length === 0 ? units : reshape(units, [layer.units, ...shape.slice(1).map(() => 1)]);
      return [
        [tensorNames.slabMean(index), mul(mul(weight, rows), inputs)],
        [tensorNames.biasMean(index), mul(bias, units)],
      ];
    }),
  );
}

export const l0: Family = {
  name: 'l0',
  summary: 'ordinary weights behind hard concrete gates, and a price for each that is kept (arXiv 1712.01312)',
  prunes: true,
  /** Half of log n nats for each parameter, as in the Bayesian information criterion, unless a budget sets the price. */
  completePrior: (prior, { examples }) => (prior.size ? prior : { ...prior, parameterPrice: Math.log(examples) / 2 }),
  parameters: (network, options) => [
    ...gateParameters(network, options),
    ...weightedLayers(network).flatMap(meanParameters),
  ],
  noise: gateNoise,
  forward: (context, features) => pass(context, features, sampledGate(context)),
  predict: (context, features) => pass(context, features, medianGate(context)),
  /** The authors' penalty: expected costs of what is kept. The entropy of the gates, which is bounded, they leave out. */
  divergence: (context, prior) => ({
    slab: weightDecay(context, prior),
    inclusion: gatedLevels(context.network, context.options)
      .map(({ level, name }) =>
        mul(
          total(sigmoid(context.parameters[name]!)),
          -(level === 0 ? prior.inputLogit : prior.unitLogits[level - 1]!),
        ),
      )
      .reduce(add, mul(expectedParameters(context), prior.parameterPrice ?? 0)),
  }),
  toPosterior: (tensors, { network, options }) => ({
    ...tensors,
    ...evaluated(tensors, (parameters) => effectiveMeans({ network, options, parameters })),
  }),
  // Weights have their gates in them; log-odds are brought down to 4 before going on, where a gate is 1.
  fromPosterior: (tensors) => ({ ...tensors }),
  expectedMacs,
  expectedParameters,
};
