import { expect } from '@jest/globals';
import {
  activationAtZero,
  likelihoodOf,
  type NamedActivation,
  type NetworkSpec,
  type RegressionTask,
  type Task,
  widthsOf,
} from '../../core/index.ts';
import type { Dropout } from '../../trainer/families/family.ts';
import type { Prior } from '../../trainer/index.ts';
import type { Distillation } from '../../trainer/likelihoods/index.ts';
import { denseLayers } from '../support/layers.ts';

/**
 * The `node` family of docs/methods.md once more, written with loops on plain numbers and without the tensor graph: what the graphs' losses,
 * gradients and divergences are compared with.
 */
export type Numbers = Readonly<Record<string, ArrayLike<number>>>;

/** The value of the gate called `name` (`inputs.inclusionLogit`, ...) number `index`. */
export type Gates = (name: string, index: number) => number;

// In Jest's sandbox every look-up of a global costs more than the function itself.
const { exp, log, max, sqrt, tanh } = Math;

const sigmoid = (x: number) => 1 / (1 + exp(-x));

/** The distribution of a standard normal number, by its series: density (x + x^3 / 3 + x^5 / 15 + ...). */
const normalDistribution = (x: number) => {
  let term = x;
  let sum = x;
  for (let n = 1; n < 400; n++) {
    term *= (x * x) / (2 * n + 1);
    sum += term;
  }
  return 0.5 + (sum * exp((-x * x) / 2)) / sqrt(2 * Math.PI);
};

const activate: Record<NamedActivation, (x: number) => number> = {
  relu: (x) => max(0, x),
  relu6: (x) => Math.min(max(0, x), 6),
  silu: (x) => x * sigmoid(x),
  leaky: (x) => (x > 0 ? x : 0.01 * x),
  gelu: (x) => x * normalDistribution(x),
  tanh: tanh,
  sigmoid,
  identity: (x) => x,
  elu: (x) => (x > 0 ? x : exp(x) - 1),
  selu: (x) => 1.0507010221481323 * (x > 0 ? x : 1.6732631921768188 * (exp(x) - 1)),
  tanhgelu: (x) => (x / 2) * (1 + tanh(sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3))),
  quickgelu: (x) => x * sigmoid(1.702 * x),
  mish: (x) => x * tanh(Math.log1p(exp(x))),
  hardswish: (x) => (x * Math.min(max(x + 3, 0), 6)) / 6,
  hardsigmoid: (x) => Math.min(max(x / 6 + 0.5, 0), 1),
  softplus: (x) => Math.log1p(exp(x)),
  softsign: (x) => x / (1 + Math.abs(x)),
};

/** The relaxed indicator sigmoid((theta + noise) / T). */
export const relaxed = (theta: number, noise: number) => sigmoid((theta + noise) / 0.5);

/** Outputs `[batch][outputs]` of the node family for one draw of its noise. */
export function nodeForward(network: NetworkSpec, parameters: Numbers, noise: Numbers, batch: number, gates: Gates) {
  const features = noise['features']!;
  const selected = 'inputs.inclusionLogit' in parameters;
  return Array.from({ length: batch }, (_, row) => {
    let values = Array.from({ length: network.inputs }, (_, input) => {
      const x = features[row * network.inputs + input]!;
      return selected ? x * gates('inputs.inclusionLogit', input) : x;
    });
    denseLayers(network).forEach(({ units, activation }, layer) => {
      const ofLayer = (name: string) => parameters[`layers.${layer}.${name}`]!;
      const [means, biases] = [ofLayer('slabMean'), ofLayer('biasMean')];
      const [logVariances, biasLogVariances] = [ofLayer('slabLogVariance'), ofLayer('biasLogVariance')];
      values = Array.from({ length: units }, (_, unit) => {
        let mean = biases[unit]!;
        let variance = exp(biasLogVariances[unit]!);
        values.forEach((value, input) => {
          mean += value * means[unit * values.length + input]!;
          variance += value ** 2 * exp(logVariances[unit * values.length + input]!);
        });
        const drawn = noise[`noise.layers.${layer}.activation`]![row * units + unit]!;
        const activated = activate[activation as NamedActivation](mean + sqrt(variance) * drawn);
        if (layer === network.layers.length - 1) return activated;
        const gate = gates(`layers.${layer}.inclusionLogit`, unit);
        const spike = activationAtZero(activation);
        return spike + gate * (activated - spike);
      });
    });
    return values;
  });
}

/** Outputs `[batch][outputs]` of an ordinary network with inverted dropout. */
export function deterministicForward(
  network: NetworkSpec,
  parameters: Numbers,
  noise: Numbers,
  batch: number,
  dropout: Dropout,
) {
  return Array.from({ length: batch }, (_, row) => {
    let values = Array.from(
      { length: network.inputs },
      (_, input) => noise['features']![row * network.inputs + input]!,
    );
    denseLayers(network).forEach(({ units, activation }, layer) => {
      const probability = layer === 0 ? dropout.inputs : dropout.hidden;
      const read = values.map((value, index) => {
        if (probability === 0) return value;
        const drawn = noise[`noise.dropout.${layer}`]![row * values.length + index]!;
        return drawn < probability ? 0 : value / (1 - probability);
      });
      values = Array.from({ length: units }, (_, unit) => {
        const weights = parameters[`layers.${layer}.slabMean`]!;
        const sum = read.reduce((total, value, index) => total + value * weights[unit * read.length + index]!, 0);
        return activate[activation as NamedActivation](sum + parameters[`layers.${layer}.biasMean`]![unit]!);
      });
    });
    return values;
  });
}

/** Mean over the batch of minus the log-likelihood, weighted where there are weights, distilled where there is a teacher. */
export function negativeLogLikelihood(
  task: Task,
  outputs: readonly number[][],
  parameters: Numbers,
  feeds: Numbers,
  distillation?: Distillation,
): number {
  const row = (name: string, index: number) => {
    const width = feeds[name]!.length / outputs.length;
    return Array.from({ length: width }, (_, k) => feeds[name]![index * width + k]!);
  };
  const perExample = outputs.map((output, index) => {
    const weight = feeds['weights']?.[index] ?? 1;
    const teacher = distillation ? row('teacher', index) : undefined;
    const logStdDev = parameters['likelihood.logStdDev']?.[0];
    return weight * costOf(task, output, row('targets', index), logStdDev, distillation, teacher);
  });
  return perExample.reduce((sum, value) => sum + value, 0) / perExample.length;
}

/** One example's. */
function costOf(
  task: Task,
  output: readonly number[],
  target: readonly number[],
  logStdDev: number | undefined,
  { weight, temperature }: Distillation = { weight: 0, temperature: 1 },
  teacher: readonly number[] = output,
): number {
  const mixed = (plain: number, learned: number) => (1 - weight) * plain + weight * temperature ** 2 * learned;
  const soft = (values: readonly number[]) => values.map((value) => value / temperature);
  switch (likelihoodOf(task)) {
    case 'categorical':
      return mixed(crossEntropy(target, output), crossEntropy(softmax(soft(teacher)), soft(output)));
    case 'binary': {
      // Two labels whose logits are 0 and the log-odds.
      const both = (values: readonly number[]) => [0, values[0]!];
      const oneHot = [1 - target[0]!, target[0]!];
      return mixed(crossEntropy(oneHot, both(output)), crossEntropy(softmax(both(soft(teacher))), both(soft(output))));
    }
    case 'poisson': {
      const { scale } = task as RegressionTask;
      const rate = scale * exp(output[0]!);
      const count = (1 - weight) * target[0]! + weight * scale * exp(teacher[0]!);
      let logFactorial = 0;
      for (let factor = 2; factor <= target[0]!; factor++) logFactorial += log(factor);
      expect(target[1]).toBeCloseTo(logFactorial, 4);
      return rate - count * log(rate) + target[1]!;
    }
    default: {
      const stdDev = logStdDev === undefined ? log(1 + exp(output[1]!)) + 1e-3 : exp(logStdDev);
      const [label, learned] = [target[0]! - output[0]!, teacher[0]! - output[0]!];
      // A teacher's answer is a distribution around it, as wide as the teacher is wrong about the label.
      const wide = learned ** 2 + (target[0]! - teacher[0]!) ** 2;
      const squared = (1 - weight) * label ** 2 + weight * wide;
      return squared / (2 * stdDev ** 2) + log(stdDev) + 0.5 * log(2 * Math.PI);
    }
  }
}

function softmax(logits: readonly number[]): number[] {
  const sum = logits.reduce((total, value) => total + exp(value), 0);
  return logits.map((value) => exp(value) / sum);
}

function crossEntropy(target: readonly number[], logits: readonly number[]): number {
  const probabilities = softmax(logits);
  return -target.reduce((sum, value, index) => sum + value * log(probabilities[index]!), 0);
}

/** KL(q || p), its slabs' part and its indicators' part, term by term. */
export function nodeDivergence(
  network: NetworkSpec,
  parameters: Numbers,
  prior: Prior,
): { slab: number; inclusion: number } {
  let slab = 0;
  let inclusion = 0;
  const indicator = (theta: number, priorLogit: number) => {
    const [g, lambda] = [sigmoid(theta), sigmoid(priorLogit)];
    inclusion += g * log(g / lambda) + (1 - g) * log((1 - g) / (1 - lambda));
    return g;
  };
  const gaussian = (mean: number, logVariance: number, scale: number) => {
    const deviation = exp(logVariance / 2);
    return log(scale / deviation) + (deviation ** 2 + mean ** 2) / (2 * scale ** 2) - 0.5;
  };
  const inputLogits = parameters['inputs.inclusionLogit'];
  const inputs = Array.from({ length: network.inputs }, (_, index) =>
    inputLogits ? indicator(inputLogits[index]!, prior.inputLogit) : 1,
  );
  widthsOf(network)
    .slice(0, -1)
    .forEach((fanIn, layer) => {
      const ofLayer = (name: string) => parameters[`layers.${layer}.${name}`]!;
      const [means, biases] = [ofLayer('slabMean'), ofLayer('biasMean')];
      const [logVariances, biasLogVariances] = [ofLayer('slabLogVariance'), ofLayer('biasLogVariance')];
      const logits = layer < network.layers.length - 1 ? ofLayer('inclusionLogit') : undefined;
      for (let unit = 0; unit < denseLayers(network)[layer]!.units; unit++) {
        const g = logits ? indicator(logits[unit]!, prior.unitLogits[layer]!) : 1;
        const scale = prior.slabScales[layer]!;
        slab += g * gaussian(biases[unit]!, biasLogVariances[unit]!, scale);
        for (let input = 0; input < fanIn; input++) {
          const index = unit * fanIn + input;
          const present = layer === 0 ? g * inputs[input]! : g;
          slab += present * gaussian(means[index]!, logVariances[index]!, scale);
        }
      }
    });
  return { slab, inclusion };
}

/** E[number of weights and biases kept]: every one on its own, with the probabilities of both its ends. */
export function nodeExpectedParameters(network: NetworkSpec, parameters: Numbers): number {
  const kept = (name: string, index: number) => (name in parameters ? sigmoid(parameters[name]![index]!) : 1);
  let expected = 0;
  widthsOf(network)
    .slice(0, -1)
    .forEach((fanIn, layer) => {
      for (let unit = 0; unit < denseLayers(network)[layer]!.units; unit++) {
        const after = kept(`layers.${layer}.inclusionLogit`, unit);
        expected += after;
        for (let input = 0; input < fanIn; input++) {
          expected += after * kept(layer === 0 ? 'inputs.inclusionLogit' : `layers.${layer - 1}.inclusionLogit`, input);
        }
      }
    });
  return expected;
}
