import {
  type Activation,
  activationAtZero,
  graph,
  type NetworkSpec,
  type Node,
  sizeOf,
  type Tensor,
  tensorNames,
} from '../../core/index.ts';
import type { Prior } from '../priors.ts';
import type { DivergenceParts, Family, FamilyContext, FamilyOptions, NoiseSpec, ParameterSpec } from './family.ts';

const { add, constant, div, exp, gemm, mul, reduceSum, reshape, round, sigmoid, softplus, sqrt, square, sub, total } =
  graph;

/**
 * Spike and slab on nodes with a Gaussian slab: SS-IG (arXiv 2108.11000). One indicator for every hidden unit (its
 * incoming weights and bias) and, beyond the paper, one for every input (its outgoing first-layer weights). The output
 * layer is mean-field Gaussian and never pruned. Pre-activations are sampled, not weights (local reparameterisation).
 */
export const node: Family = {
  name: 'node',
  summary: 'one inclusion indicator per hidden unit and per input, Gaussian slab (SS-IG, arXiv 2108.11000)',
  prunes: true,
  parameters,
  noise,
  forward,
  predict,
  divergence,
  toPosterior,
  expectedParameters,
};

/**
 * Variances are trained as their logs: half the elementwise work of log standard deviations, and with twice the learning
 * rate the same steps under Adam.
 */
const logVariance = {
  slab: (layer: number) => `layers.${layer}.slabLogVariance`,
  bias: (layer: number) => `layers.${layer}.biasLogVariance`,
};

/** A standard deviation of e^-5: weights start almost certain. */
const initialLogVariance = -10;
/** Indicators start out almost surely included: gamma = .98, so that training begins on nearly the whole network. */
const initialInclusion = 4;

function parameters(network: NetworkSpec, options: FamilyOptions): ParameterSpec[] {
  const last = network.layers.length - 1;
  const inputGates: ParameterSpec[] = options.selectInputs
    ? [
        {
          name: tensorNames.inputInclusion,
          shape: [network.inputs],
          levels: [0],
          role: 'inclusion',
          initial: initialInclusion,
        },
      ]
    : [];
  return network.layers.reduce((specs, layer, index) => {
    const fanIn = index === 0 ? network.inputs : network.layers[index - 1]!.units;
    const shape = [layer.units, fanIn];
    specs.push(
      { name: tensorNames.slabMean(index), shape, levels: [index + 1, index], role: 'weight', initial: { fanIn } },
      {
        name: logVariance.slab(index),
        shape,
        levels: [index + 1, index],
        role: 'logVariance',
        initial: initialLogVariance,
      },
      { name: tensorNames.biasMean(index), shape: [layer.units], levels: [index + 1], role: 'weight', initial: 0 },
      {
        name: logVariance.bias(index),
        shape: [layer.units],
        levels: [index + 1],
        role: 'logVariance',
        initial: initialLogVariance,
      },
    );
    if (index < last) {
      const name = tensorNames.inclusion(index);
      specs.push({ name, shape: [layer.units], levels: [index + 1], role: 'inclusion', initial: initialInclusion });
    }
    return specs;
  }, inputGates);
}

const gateNoise = (layer: number) => `noise.layers.${layer}.gate`;
const inputGateNoise = 'noise.inputs.gate';
const activationNoise = (layer: number) => `noise.layers.${layer}.activation`;

function noise(network: NetworkSpec, options: FamilyOptions, batch: number): NoiseSpec[] {
  const specs: NoiseSpec[] = options.selectInputs
    ? [{ name: inputGateNoise, shape: [network.inputs], distribution: 'logistic' }]
    : [];
  network.layers.forEach((layer, index) => {
    specs.push({ name: activationNoise(index), shape: [batch, layer.units], distribution: 'normal' });
    if (index < network.layers.length - 1) {
      specs.push({ name: gateNoise(index), shape: [layer.units], distribution: 'logistic' });
    }
  });
  return specs;
}

function forward({ network, options, parameters, noise }: FamilyContext, features: Node): Node {
  /** A sampled 0/1 indicator that differentiates as its relaxation: sigmoid((theta + logistic noise) / T). */
  const gate = (inclusion: string, noiseName: string): Node => {
    const relaxed = sigmoid(div(add(parameters[inclusion]!, noise[noiseName]!), options.relaxation));
    return graph.straightThrough(round(relaxed), relaxed);
  };
  const selected = options.selectInputs ? mul(features, gate(tensorNames.inputInclusion, inputGateNoise)) : features;
  return network.layers.reduce((values, layer, index) => {
    const mean = gemm(values, parameters[tensorNames.slabMean(index)]!, {
      transB: true,
      c: parameters[tensorNames.biasMean(index)]!,
    });
    const variance = gemm(square(values), exp(parameters[logVariance.slab(index)]!), {
      transB: true,
      c: exp(parameters[logVariance.bias(index)]!),
    });
    const sampled = add(mul(sqrt(variance), noise[activationNoise(index)]!), mean);
    const activated = graph.activate(sampled, layer.activation);
    if (index === network.layers.length - 1) return activated;
    return gated(activated, gate(tensorNames.inclusion(index), gateNoise(index)), layer.activation);
  }, selected);
}

/**
 * A unit at the spike has pre-activation 0. Written as a choice between act(x) and act(0), and not as act(gate x), because
 * the gate must also learn when it is closed: relu(0 x) has no derivative there.
 */
function gated(activated: Node, gate: Node, activation: Activation): Node {
  const atSpike = activationAtZero(activation);
  return atSpike === 0 ? mul(activated, gate) : add(atSpike, mul(sub(activated, atSpike), gate));
}

function predict({ network, options, parameters }: Omit<FamilyContext, 'noise'>, features: Node): Node {
  const kept = (inclusion: string) => graph.cast(graph.greater(parameters[inclusion]!, 0), 'float');
  const selected = options.selectInputs ? mul(features, kept(tensorNames.inputInclusion)) : features;
  return network.layers.reduce((values, layer, index) => {
    const mean = gemm(values, parameters[tensorNames.slabMean(index)]!, {
      transB: true,
      c: parameters[tensorNames.biasMean(index)]!,
    });
    const gated = index < network.layers.length - 1 ? mul(mean, kept(tensorNames.inclusion(index))) : mean;
    return graph.activate(gated, layer.activation);
  }, selected);
}

/**
 * METHODS 1.1: sum over groups of KL(Bernoulli(gamma) || Bernoulli(lambda)) + gamma KL(N(mu, s^2) || N(0, sigma0^2)); a
 * first-layer weight is present only if both its unit and its input are, hence with the product of their probabilities.
 */
function divergence({ network, options, parameters }: Omit<FamilyContext, 'noise'>, prior: Prior): DivergenceParts {
  const slabs: Node[] = [];
  const inclusions: Node[] = [];
  if (options.selectInputs) {
    inclusions.push(bernoulliDivergence(parameters[tensorNames.inputInclusion]!, prior.inputLogit));
  }
  network.layers.forEach((layer, index) => {
    const isHidden = index < network.layers.length - 1;
    const units = isHidden ? present(parameters, tensorNames.inclusion(index)) : ones(layer.units);
    const inputs = index === 0 && options.selectInputs ? present(parameters, tensorNames.inputInclusion) : undefined;
    if (isHidden) {
      inclusions.push(bernoulliDivergence(parameters[tensorNames.inclusion(index)]!, prior.unitLogits[index]!));
    }
    const scale = prior.slabScales[index]!;
    const gaussian = (mean: string, logVariance: string): Gaussian => ({
      mean: parameters[mean]!,
      logVariance: parameters[logVariance]!,
    });
    const weights = gaussian(tensorNames.slabMean(index), logVariance.slab(index));
    const biases = gaussian(tensorNames.biasMean(index), logVariance.bias(index));
    slabs.push(weightedGaussianDivergence(weights, biases, units, inputs, scale));
  });
  return { slab: slabs.reduce(add), inclusion: inclusions.reduce(add, constant(0)) };
}

/** sum over layers of (E[units before] + 1) E[units]: a weight is kept if both its ends are, a bias if its unit is. */
function expectedParameters({ network, options, parameters }: Omit<FamilyContext, 'noise'>): Node {
  const expectedCount = (inclusion: string) => total(sigmoid(parameters[inclusion]!));
  const last = network.layers.length - 1;
  let before = options.selectInputs ? expectedCount(tensorNames.inputInclusion) : constant(network.inputs);
  const perLayer = network.layers.map((layer, index) => {
    const units = index < last ? expectedCount(tensorNames.inclusion(index)) : constant(layer.units);
    const parametersOfLayer = mul(add(before, 1), units);
    before = units;
    return parametersOfLayer;
  });
  return perLayer.reduce(add);
}

function ones(count: number): Node {
  return constant(new Float64Array(count).fill(1), [1, count]);
}

/** Inclusion probabilities as a row. */
function present(parameters: FamilyContext['parameters'], inclusion: string): Node {
  const logits = parameters[inclusion]!;
  return reshape(sigmoid(logits), [1, sizeOf(logits.shape)]);
}

/** sum over entries of gamma (theta - logit lambda) + log(1 - gamma) - log(1 - lambda), gamma = sigmoid(theta). */
function bernoulliDivergence(logits: Node, priorLogit: number): Node {
  const logOneMinusLambda = -Math.log1p(Math.exp(priorLogit));
  const each = sub(sub(mul(sigmoid(logits), sub(logits, priorLogit)), softplus(logits)), logOneMinusLambda);
  return total(each);
}

interface Gaussian {
  readonly mean: Node;
  readonly logVariance: Node;
}

/**
 * sum_i unit_i { sum_j input_j KL(weight_ij) + KL(bias_i) }, KL = log(sigma0 / s) + (s^2 + mu^2) / (2 sigma0^2) - 1/2: sums
 * over rows first, so that no matrix of divergences is ever stored. `inputs` are all 1 where not given.
 */
function weightedGaussianDivergence(
  weights: Gaussian,
  biases: Gaussian,
  units: Node,
  inputs: Node | undefined,
  scale: number,
): Node {
  const [count, fanIn] = weights.mean.shape as [number, number];
  const rowSums = (matrix: Node) => (inputs ? gemm(matrix, inputs, { transB: true }) : reduceSum(matrix, [1]));
  /** Of a function of each weight over the row, plus that of the bias. */
  const ofUnit = (ofWeights: Node, ofBiases: Node) => add(rowSums(ofWeights), reshape(ofBiases, [count, 1]));
  const secondMoments = add(
    ofUnit(exp(weights.logVariance), exp(biases.logVariance)),
    ofUnit(square(weights.mean), square(biases.mean)),
  );
  const logVariances = ofUnit(weights.logVariance, biases.logVariance);
  const members = add(inputs ? total(inputs) : constant(fanIn), 1);
  const perUnit = sub(mul(secondMoments, 1 / (2 * scale ** 2)), mul(logVariances, 0.5));
  return total(gemm(units, add(perUnit, mul(members, Math.log(scale) - 0.5))));
}

function toPosterior(tensors: Readonly<Record<string, Tensor>>): Record<string, Tensor> {
  const half = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map((value) => value / 2) });
  return Object.fromEntries(
    Object.entries(tensors).map(([name, tensor]) =>
      name.endsWith('LogVariance') ? [name.replace(/LogVariance$/, 'LogStdDev'), half(tensor)] : [name, tensor],
    ),
  );
}
