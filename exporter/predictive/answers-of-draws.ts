import { graph, type Node, spreadOf, type Task } from '../../core/index.ts';

const { add, constant, div, exp, log, logSoftmax, max, mul, neg, pow, reduceSum, reshape, slice, sqrt, square, sub } =
  graph;

/** The part of observations that an interval is made to hold. */
export const intervalLevel = 0.95;
/** The standard normal quantile at (1 + intervalLevel) / 2. */
const intervalStdDevs = 1.959963984540054;
/** Stands against the logarithm of 0. */
const smallest = 1e-30;

/** Answers of several networks, or the same at several points of a distribution of answers. */
export interface Draws {
  /** `[batch, draws, outputs]`, as `targetScaling` has made them. */
  readonly outputs: Node;
  /** One for each draw, summing to 1. */
  readonly weights: readonly number[];
}

/**
 * The outputs of a predictive model, each `[batch, 1]` but for the first two.
 * Classification: `logits` (logarithms of the probabilities), `probabilities` `[batch, labels]` (the mean of the draws'),
 * `entropy` H(mean p) and `mutualInformation` H(mean p) - mean H(p), in nats: what the weights' uncertainty adds.
 * Regression: `prediction`, `stdDev` of observations (noise and weights), `modelStdDev` (of the weights alone) and `lower`
 * and `upper`, between which `intervalLevel` of the observations are expected.
 * A single draw leaves out what speaks of weights.
 */
export function answersOfDraws(
  task: Task,
  { outputs, weights }: Draws,
  observationStdDev: number | undefined,
): Readonly<Record<string, Node>> {
  const perDraw = constant(weights, [weights.length, 1]);
  const batch = outputs.shape[0]!;
  /** The mean over the draws of `[batch, draws, any]`. */
  const mean = (values: Node) => reshape(reduceSum(mul(values, perDraw), [1]), [batch, values.shape[2]!]);
  const isOne = weights.length === 1;
  if (task.kind === 'classification') return classification(task.likelihood === 'binary', outputs, mean, isOne);

  const values = outputs.shape[2] === 1 ? outputs : slice(outputs, 2, 0, 1);
  const drawn = task.likelihood === 'poisson' ? exp(values) : values;
  const prediction = mean(drawn);
  const modelVariance = isOne ? undefined : mean(square(sub(drawn, reshape(prediction, [batch, 1, 1]))));
  const noise = noiseVariance();
  if (!noise) return { prediction, ...(modelVariance && { modelStdDev: sqrt(modelVariance) }) };
  const stdDev = sqrt(modelVariance ? add(noise, modelVariance) : noise);
  const [lower, upper] =
    task.likelihood === 'poisson' ? countInterval(prediction, stdDev) : symmetricInterval(prediction, stdDev);
  return { prediction, stdDev, ...(modelVariance && { modelStdDev: sqrt(modelVariance) }), lower, upper };

  function noiseVariance(): Node | undefined {
    if (task.likelihood === 'poisson') return prediction;
    if (task.likelihood !== 'gaussian-heteroscedastic') {
      return observationStdDev === undefined ? undefined : add(mul(prediction, 0), observationStdDev ** 2);
    }
    const scale = task.kind === 'regression' ? task.scale : 1;
    return mean(square(mul(spreadOf(slice(outputs, 2, 1, 2)), scale)));
  }
}

function classification(isBinary: boolean, outputs: Node, mean: (values: Node) => Node, isOne: boolean) {
  const logits = isBinary ? mul(outputs, constant([-0.5, 0.5])) : outputs;
  const logProbabilities = logSoftmax(logits);
  const each = exp(logProbabilities);
  const probabilities = mean(each);
  const logs = log(max(probabilities, smallest));
  const entropy = neg(reduceSum(mul(probabilities, logs), [1]));
  const answers = { logits: logs, probabilities, entropy };
  if (isOne) return answers;
  const expected = mean(neg(reduceSum(mul(each, logProbabilities), [2])));
  return { ...answers, mutualInformation: max(sub(entropy, expected), 0) };
}

function symmetricInterval(prediction: Node, stdDev: Node): [Node, Node] {
  const half = mul(stdDev, intervalStdDevs);
  return [sub(prediction, half), add(prediction, half)];
}

/**
 * Of counts: quantiles of the gamma distribution of the same mean and variance by Wilson and Hilferty's cube (1931), half a
 * count further out, because counts are whole; never below 0.
 */
function countInterval(mean: Node, stdDev: Node): [Node, Node] {
  const ninth = mul(square(div(stdDev, mean)), 1 / 9);
  const quantile = (z: number) => mul(mean, pow(max(add(sub(1, ninth), mul(sqrt(ninth), z)), 0), 3));
  return [max(sub(quantile(-intervalStdDevs), 0.5), 0), add(quantile(intervalStdDevs), 0.5)];
}
