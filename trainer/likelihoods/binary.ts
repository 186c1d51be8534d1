import { type ClassificationTask, graph, type Node } from '../../core/index.ts';
import { type Distillation, type Likelihood, meanOver } from './likelihood.ts';

const { add, constant, mul, sigmoid, softplus, sub } = graph;

/**
 * One logit, the log-odds of the second label; targets are 0 or 1. Predictions are a logit for each label, half the
 * log-odds away from zero.
 */
export function binary(_: ClassificationTask, distillation?: Distillation): Likelihood {
  return {
    parameters: [],
    outputs: 1,
    targetWidth: 1,
    writeTarget: (label, out, at) => {
      out[at] = label;
    },
    negativeLogLikelihood: ({ outputs, targets, weights, teacher }) => {
      const plain = crossEntropy(targets, outputs, weights);
      if (!teacher || !distillation) return plain;
      const { weight, temperature } = distillation;
      const softened = sigmoid(mul(teacher, 1 / temperature));
      const distilled = crossEntropy(softened, mul(outputs, 1 / temperature), weights);
      return add(mul(plain, 1 - weight), mul(distilled, weight * temperature ** 2));
    },
    predictions: (outputs) => mul(outputs, constant([-0.5, 0.5])),
  };
}

/** -y log p - (1 - y) log(1 - p) with p = sigmoid(z): softplus(z) - y z. */
function crossEntropy(targets: Node, logOdds: Node, weights: Node | undefined): Node {
  return meanOver(sub(softplus(logOdds), mul(targets, logOdds)), weights);
}
