import {
  type Activation,
  activationAtZero,
  graph,
  inclusionNameOf,
  isGrouped,
  type NetworkSpec,
  type Node,
  perUnit,
  sizeOf,
  structureOf,
  throughLayers,
  type Weighted,
  weightedLayers,
} from '../../core/index.ts';
import type { Prior } from '../priors/priors.ts';
import { alongAxis } from './along-axis.ts';
import type { FamilyContext, FamilyOptions, NoiseSpec, ParameterSpec } from './family.ts';
import type { PresenceOf } from './gaussian-slab.ts';

/**
 * Inclusion indicators z ~ Bernoulli(gamma), one for each unit of every prunable level and, with input selection, for
 * each feature; gamma = sigmoid(theta). Every family that gates units shares them (SS-IG, arXiv 2108.11000).
 */
const { add, constant, div, mul, reshape, round, sigmoid, softplus, sub, total } = graph;

/** Indicators start out almost surely included: gamma = .98, so that training begins on nearly the whole network. */
const initialInclusion = 4;

type Posterior = Omit<FamilyContext, 'noise'>;

/** The parameter that holds the log-odds of a level; undefined where there are no indicators. */
export function indicatorName(
  network: NetworkSpec,
  level: number,
  { selectInputs }: FamilyOptions,
): string | undefined {
  return level === 0 && !selectInputs ? undefined : inclusionNameOf(network, level);
}

/** The levels that have indicators. */
export function gatedLevels(network: NetworkSpec, options: FamilyOptions) {
  return structureOf(network).levels.flatMap(({ size }, level) => {
    const name = indicatorName(network, level, options);
    return name === undefined ? [] : [{ level, size, name }];
  });
}

export function gateParameters(network: NetworkSpec, options: FamilyOptions): ParameterSpec[] {
  return gatedLevels(network, options).map(({ level, size, name }) => ({
    name,
    shape: [size],
    axes: [[{ level, size, block: 1 }]],
    role: 'inclusion',
    initial: initialInclusion,
  }));
}

export const gateNoiseName = (inclusion: string) => `noise.${inclusion.replace(/\.inclusionLogit$/, '')}.gate`;

export function gateNoise(network: NetworkSpec, options: FamilyOptions): NoiseSpec[] {
  return gatedLevels(network, options).map(({ size, name }) => ({
    name: gateNoiseName(name),
    shape: [size],
    distribution: 'logistic',
  }));
}

/** How a pass treats features and the outputs of layers with weights. */
export interface Gates {
  features(values: Node): Node;
  /** `activated` are the layer's outputs as if all its units were there. */
  units(activated: Node, weighted: Weighted): Node;
}

/** Sends features through a network whose units and inputs are gated; `sums` are a layer's weighted sums for what it reads. */
export function throughGates(
  network: NetworkSpec,
  gates: Gates,
  features: Node,
  sums: (weighted: Weighted, values: Node) => Node,
): Node {
  return throughLayers(network, gates.features(features), (weighted, values) =>
    gates.units(graph.activate(sums(weighted, values), weighted.layer.activation), weighted),
  );
}

/** Sampled 0/1 indicators that differentiate as their relaxation: sigmoid((theta + logistic noise) / T). */
export function sampledGates({ network, options, parameters, noise }: FamilyContext): Gates {
  return gatesOf(network, options, (name) => {
    const relaxed = sigmoid(div(add(parameters[name]!, noise[gateNoiseName(name)]!), options.relaxation));
    return graph.straightThrough(round(relaxed), relaxed);
  });
}

/** The median probability model: what is more probably included than not. */
export function medianGates({ network, options, parameters }: Posterior): Gates {
  return gatesOf(network, options, (name) => graph.cast(graph.greater(parameters[name]!, 0), 'float'));
}

function gatesOf(network: NetworkSpec, options: FamilyOptions, gateOf: (inclusion: string) => Node): Gates {
  return {
    features: (values) => {
      const name = indicatorName(network, 0, options);
      return name === undefined ? values : mul(values, gateOf(name));
    },
    units: (activated, { output, layer }) => {
      const gate = alongAxis(output, (level) => {
        const name = indicatorName(network, level, options);
        return name === undefined ? undefined : gateOf(name);
      });
      return gate ? gated(activated, perUnit(gate, activated), layer.activation) : activated;
    },
  };
}

/**
 * A unit at the spike has pre-activation 0. Written as a choice between act(x) and act(0), and not as act(gate x), because
 * the gate must also learn when it is closed: relu(0 x) has no derivative there.
 */
function gated(activated: Node, gate: Node, activation: Activation): Node {
  const atSpike = activationAtZero(activation);
  return atSpike === 0 ? mul(activated, gate) : add(atSpike, mul(sub(activated, atSpike), gate));
}

/** A first-layer weight is there only if both its unit and its input are. */
export function gatedPresence(context: Posterior): PresenceOf {
  return (weighted) => ({ units: unitProbabilities(context, weighted), inputs: inputProbabilities(context, weighted) });
}

/** Inclusion probabilities of a layer's units as a row `[1, units]`: 1 where there are no indicators. */
function unitProbabilities(context: Posterior, { output, layer }: Weighted): Node {
  const found = alongAxis(output, (level) => probabilities(context, level));
  return found ? asRow(found) : constant(new Float64Array(layer.units).fill(1), [1, layer.units]);
}

/** The same for what a layer reads, `[1, fanIn]`, where some of that are features with indicators. */
function inputProbabilities(context: Posterior, { input }: Weighted): Node | undefined {
  const found = alongAxis(input, (level) => (level === 0 ? probabilities(context, 0) : undefined));
  return found && asRow(found);
}

function asRow(vector: Node): Node {
  return reshape(vector, [1, sizeOf(vector.shape)]);
}

function probabilities({ network, options, parameters }: Posterior, level: number): Node | undefined {
  const name = indicatorName(network, level, options);
  return name === undefined ? undefined : sigmoid(parameters[name]!);
}

/** sum over indicators of KL(Bernoulli(gamma) || Bernoulli(lambda)). */
export function gateDivergence({ network, options, parameters }: Posterior, prior: Prior): Node {
  return gatedLevels(network, options)
    .map(({ level, name }) =>
      bernoulliDivergence(parameters[name]!, level === 0 ? prior.inputLogit : prior.unitLogits[level - 1]!),
    )
    .reduce(add, constant(0));
}

/** sum over entries of gamma (theta - logit lambda) + log(1 - gamma) - log(1 - lambda), gamma = sigmoid(theta). */
export function bernoulliDivergence(logits: Node, priorLogit: number): Node {
  const logOneMinusLambda = -Math.log1p(Math.exp(priorLogit));
  const each = sub(sub(mul(sigmoid(logits), sub(logits, priorLogit)), softplus(logits)), logOneMinusLambda);
  return total(each);
}

/** sum over layers of (E[weights of a unit] + 1) E[units]: a weight is kept if both its ends are, a bias if its unit is. */
export function expectedParameters(context: Posterior): Node {
  return expectedSum(context, (_, weightsOfUnit) => add(weightsOfUnit, 1));
}

/** Multiply-accumulates: sum over layers of positions E[weights of a unit] E[units]. */
export function expectedMacs(context: Posterior): Node {
  return expectedSum(context, ({ positions }, weightsOfUnit) => mul(weightsOfUnit, positions));
}

/** sum over layers of E[units] times what one of them counts. */
function expectedSum(
  { network, options, parameters }: Posterior,
  ofUnit: (weighted: Weighted, weightsOfUnit: Node) => Node,
): Node {
  const { levels } = structureOf(network);
  const expected = (level: number): Node => {
    const name = indicatorName(network, level, options);
    return name === undefined ? constant(levels[level]!.size) : total(sigmoid(parameters[name]!));
  };
  return weightedLayers(network)
    .map((weighted) => {
      const units = weighted.output.map(({ level }) => expected(level)).reduce(add);
      return mul(ofUnit(weighted, expectedFanIn(weighted, expected)), units);
    })
    .reduce(add);
}

/** A unit of a depthwise or grouped convolution reads as much whatever leaves. */
function expectedFanIn({ layer, shape, fanIn, input }: Weighted, expected: (level: number) => Node): Node {
  if (isGrouped(layer)) return constant(fanIn);
  const kernel = fanIn / shape[1]!;
  return input.map(({ level, block }) => mul(expected(level), block * kernel)).reduce(add);
}
