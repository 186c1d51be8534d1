import { graph, type RegressionTask, spreadOf } from '../../core/index.ts';
import { column, type Distillation, type Likelihood, meanOver, squaredErrors } from './likelihood.ts';

const { add, concat, div, log, mul, square } = graph;

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/**
 * N(first output, sigma^2) with sigma from the second output, see `spreadOf`: noise that differs from example to
 * example. A teacher teaches the first output. Predictions are value and sigma.
 */
export function gaussianHeteroscedastic({ mean, scale }: RegressionTask, distillation?: Distillation): Likelihood {
  return {
    parameters: [],
    outputs: 2,
    targetWidth: 1,
    writeTarget: (value, out, at) => {
      out[at] = (value - mean) / scale;
    },
    negativeLogLikelihood: ({ outputs, targets, weights, teacher }) => {
      const stdDev = spreadOf(column(outputs, 1));
      const taught = teacher && column(teacher, 0);
      const squared = squaredErrors(column(outputs, 0), targets, taught, distillation?.weight ?? 0);
      const terms = add(mul(div(squared, square(stdDev)), 0.5), add(log(stdDev), halfLogTwoPi));
      return meanOver(terms, weights);
    },
    predictions: (outputs) =>
      concat([add(mul(column(outputs, 0), scale), mean), mul(spreadOf(column(outputs, 1)), scale)], 1),
  };
}
