import { graph, type RegressionTask } from '../../core/index.ts';
import { column, type Distillation, type Likelihood, meanOver } from './likelihood.ts';
import { logFactorial } from './log-factorial.ts';

const { add, exp, mul, sub } = graph;

/**
 * Counts y with the rate scale exp(output), where `scale` is the mean count: a network that says 0 is right on average.
 * Targets are y and log y!, so that the likelihood is whole. A teacher's rate takes part of y's place. Predictions are
 * rates.
 */
export function poisson({ scale }: RegressionTask, distillation?: Distillation): Likelihood {
  return {
    parameters: [],
    outputs: 1,
    targetWidth: 2,
    writeTarget: (count, out, at) => {
      out[at] = count;
      out[at + 1] = logFactorial(count);
    },
    negativeLogLikelihood: ({ outputs, targets, weights, teacher }) => {
      const counts = column(targets, 0);
      const weight = teacher ? (distillation?.weight ?? 0) : 0;
      const aim = teacher && weight > 0 ? add(mul(counts, 1 - weight), mul(exp(teacher), weight * scale)) : counts;
      const rates = mul(exp(outputs), scale);
      const logRates = add(outputs, Math.log(scale));
      return meanOver(add(sub(rates, mul(aim, logRates)), column(targets, 1)), weights);
    },
    predictions: (outputs) => mul(exp(outputs), scale),
  };
}
