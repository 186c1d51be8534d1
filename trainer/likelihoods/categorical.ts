import { type ClassificationTask, graph, type Node } from '../../core/index.ts';
import { type Distillation, type Likelihood, meanOver } from './likelihood.ts';

const { add, logSoftmax, mul, softmax } = graph;

/** One logit per label; targets are one-hot. Predictions are the logits. */
export function categorical({ labels }: ClassificationTask, distillation?: Distillation): Likelihood {
  return {
    parameters: [],
    outputs: labels.length,
    targetWidth: labels.length,
    writeTarget: (label, out, at) => {
      out[at + label] = 1;
    },
    negativeLogLikelihood: ({ outputs, targets, weights, teacher }) => {
      const plain = crossEntropy(targets, outputs, weights);
      if (!teacher || !distillation) return plain;
      const { weight, temperature } = distillation;
      const softened = softmax(mul(teacher, 1 / temperature));
      const distilled = crossEntropy(softened, mul(outputs, 1 / temperature), weights);
      return add(mul(plain, 1 - weight), mul(distilled, weight * temperature ** 2));
    },
    predictions: (outputs) => outputs,
  };
}

function crossEntropy(targets: Node, logits: Node, weights: Node | undefined): Node {
  return mul(meanOver(mul(targets, logSoftmax(logits)), weights), -1);
}
