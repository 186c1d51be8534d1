import { graph, type Node, outputWidth, type Task } from '../core/index.ts';
import type { ParameterSpec } from './families/family.ts';

const { add, exp, logSoftmax, mul, reduceMean, reshape, square, sub, total } = graph;

/** How well outputs explain targets. */
export interface Likelihood {
  /** Parameters of its own, trained with the rest. */
  readonly parameters: readonly ParameterSpec[];
  /** Numbers per example in `targets`. */
  readonly width: number;
  /**
   * Mean over the batch, in nats. `outputs` and `targets` are `[batch, width]`: one-hot labels, or standardised
   * targets. `teacher`, where there is one, holds a teacher's outputs of the same shape.
   */
  negativeLogLikelihood(outputs: Node, targets: Node, parameters: Readonly<Record<string, Node>>, teacher?: Node): Node;
}

/**
 * A likelihood distilled from a teacher: `weight` of it comes from the teacher's softened answer and the rest from the
 * labels. With classification the teacher's part is multiplied by temperature^2 so that its gradient keeps its size
 * (Hinton et al., arXiv 1503.02531); mind that this makes the KL divergence weigh less by comparison.
 */
export interface Distillation {
  readonly weight: number;
  readonly temperature: number;
}

/** Name of the learned observation noise of a regression, log of its standard deviation in units of the target's. */
export const observationNoiseName = 'likelihood.logStdDev';

export function likelihoodFor(task: Task, distillation?: Distillation): Likelihood {
  return task.kind === 'classification' ? categorical(outputWidth(task), distillation) : gaussian(distillation);
}

function categorical(classes: number, distillation?: Distillation): Likelihood {
  return {
    parameters: [],
    width: classes,
    negativeLogLikelihood: (outputs, targets, _, teacher) => {
      const plain = crossEntropy(targets, outputs);
      if (!teacher || !distillation) return plain;
      const { weight, temperature } = distillation;
      const softened = graph.softmax(mul(teacher, 1 / temperature));
      const distilled = crossEntropy(softened, mul(outputs, 1 / temperature));
      return add(mul(plain, 1 - weight), mul(distilled, weight * temperature ** 2));
    },
  };
}

function crossEntropy(targets: Node, logits: Node): Node {
  const [batch] = logits.shape as [number, number];
  return mul(total(mul(targets, logSoftmax(logits))), -1 / batch);
}

/** N(output, sigma^2), sigma learned. */
function gaussian(distillation?: Distillation): Likelihood {
  return {
    parameters: [{ name: observationNoiseName, shape: [1], axes: [], role: 'weight', initial: 0 }],
    width: 1,
    negativeLogLikelihood: (outputs, targets, parameters, teacher) => {
      const logStdDev = parameters[observationNoiseName]!;
      const weight = teacher && distillation ? distillation.weight : 0;
      const aim = teacher && weight > 0 ? add(mul(targets, 1 - weight), mul(teacher, weight)) : targets;
      const squaredError = reshape(reduceMean(square(sub(outputs, aim))), [1]);
      const scaled = mul(mul(squaredError, exp(mul(logStdDev, -2))), 0.5);
      return total(add(add(scaled, logStdDev), 0.5 * Math.log(2 * Math.PI)));
    },
  };
}
