import { graph, type Node } from '../../core/index.ts';
import type { ParameterSpec } from '../families/family.ts';

const { add, mul, square, sub, total } = graph;

/** How well outputs explain targets: what training maximises, and what a network's outputs mean. */
export interface Likelihood {
  /** Parameters of its own, trained with the rest. */
  readonly parameters: readonly ParameterSpec[];
  /** Numbers per example that the network puts out. */
  readonly outputs: number;
  /** Numbers per example in `targets`. */
  readonly targetWidth: number;
  /** Writes an example's target as training reads it; zeros are there already. */
  writeTarget(value: number, out: Float32Array, at: number): void;
  /**
   * Mean over the batch, in nats: of the labels or counts, or of the standardised target (log(scale) less than that of
   * the target in its own unit).
   */
  negativeLogLikelihood(batch: LikelihoodBatch): Node;
  /** What `score` reads, `[batch, predictions]`, in the target's own unit. */
  predictions(outputs: Node, parameters: Readonly<Record<string, Node>>): Node;
}

export interface LikelihoodBatch {
  /** `[batch, outputs]` */
  readonly outputs: Node;
  /** `[batch, targetWidth]` */
  readonly targets: Node;
  readonly parameters: Readonly<Record<string, Node>>;
  /** `[batch, 1]`, with mean 1 over all training examples. */
  readonly weights?: Node;
  /** A teacher's outputs, `[batch, outputs]`. */
  readonly teacher?: Node;
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

/** The mean over the batch of what the columns of `terms` `[batch, any]` add up to, each example with its weight. */
export function meanOver(terms: Node, weights?: Node): Node {
  return mul(total(weights ? mul(terms, weights) : terms), 1 / terms.shape[0]!);
}

/** Column `index` of `[batch, width]`, as `[batch, 1]`. */
export function column(values: Node, index: number): Node {
  return values.shape[1] === 1 ? values : graph.slice(values, 1, index, index + 1);
}

/**
 * (1 - w)(y - m)^2 + w E(Y - m)^2, where the teacher t says how Y is distributed: around t, as far as y is from t. Were
 * only t put in y's place, the noise would be learned from what the student misses of the teacher, and come out far too
 * small. All `[batch, 1]`.
 */
export function squaredErrors(means: Node, targets: Node, teacher: Node | undefined, weight: number): Node {
  if (!teacher || weight === 0) return square(sub(means, targets));
  const aim = add(mul(targets, 1 - weight), mul(teacher, weight));
  return add(square(sub(means, aim)), mul(square(sub(targets, teacher)), weight * (2 - weight)));
}
