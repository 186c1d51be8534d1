import { graph, type RegressionTask, tensorNames } from '../../core/index.ts';
import { type Distillation, type Likelihood, meanOver, squaredErrors } from './likelihood.ts';

const { add, concat, exp, expand, mul, reduceMean, reshape, total } = graph;

const halfLogTwoPi = 0.5 * Math.log(2 * Math.PI);

/** N(output, sigma^2) for the standardised target, one sigma learned for all. Predictions are value and sigma. */
export function gaussian({ mean, scale }: RegressionTask, distillation?: Distillation): Likelihood {
  const name = tensorNames.observationLogStdDev;
  return {
    parameters: [{ name, shape: [1], axes: [], role: 'weight', initial: 0 }],
    outputs: 1,
    targetWidth: 1,
    writeTarget: (value, out, at) => {
      out[at] = (value - mean) / scale;
    },
    negativeLogLikelihood: ({ outputs, targets, parameters, weights, teacher }) => {
      const logStdDev = parameters[name]!;
      const squared = meanOver(squaredErrors(outputs, targets, teacher, distillation?.weight ?? 0), weights);
      const scaled = mul(mul(reshape(squared, [1]), exp(mul(logStdDev, -2))), 0.5);
      const normaliser = add(logStdDev, halfLogTwoPi);
      return total(add(scaled, weights ? mul(normaliser, reduceMean(weights)) : normaliser));
    },
    predictions: (outputs, parameters) => {
      const stdDev = mul(exp(parameters[name]!), scale);
      return concat([add(mul(outputs, scale), mean), expand(reshape(stdDev, [1, 1]), outputs.shape)], 1);
    },
  };
}
