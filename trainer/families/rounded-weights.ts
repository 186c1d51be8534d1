import {
  codeRange,
  graph,
  linear,
  type NetworkSpec,
  type Node,
  tensorNames,
  type Weighted,
  weightedLayers,
} from '../../core/index.ts';
import type { FamilyContext, FamilyOptions, ParameterSpec } from './family.ts';

const { div, exp, max, min, mul, reshape, round, straightThrough } = graph;

/** The log of the step between the codes of each unit's weights, or of all a layer's. */
export const logStepName = (layer: number) => `layers.${layer}.weightLogStep`;

/** The steps of layers whose weights will be stored as codes: learned beside the weights. */
export function stepParameters(network: NetworkSpec, { weightBits, sharedSteps }: FamilyOptions): ParameterSpec[] {
  return weightedLayers(network).flatMap(({ index, ordinal, layer, output }): ParameterSpec[] => {
    if (weightBits?.[ordinal] === undefined) return [];
    const steps = sharedSteps?.[ordinal] ? { shape: [1], axes: [] } : { shape: [layer.units], axes: [output] };
    return [{ name: logStepName(index), ...steps, role: 'weight', initial: 0 }];
  });
}

/** A layer's weighted sums with its weights rounded, where the options ask for it, to the codes they will be stored as. */
export function roundedSums(
  { parameters, options }: Pick<FamilyContext, 'parameters' | 'options'>,
  { index, ordinal, layer }: Weighted,
  values: Node,
): Node {
  const weight = parameters[tensorNames.slabMean(index)]!;
  const bits = options.weightBits?.[ordinal];
  const used = bits === undefined ? weight : rounded(weight, parameters[logStepName(index)]!, bits);
  return linear(layer, values, used, parameters[tensorNames.biasMean(index)]);
}

/**
 * A weight `[units, ...]` at the nearest values of its grid. Going backward, rounding is taken for the identity (a
 * straight-through estimator): a weight beyond the grid's reach does not move, and the step has the gradient of learned step
 * size quantisation (arXiv 1902.08153, equation 3).
 */
function rounded(weight: Node, logStep: Node, bits: number): Node {
  const step = reshape(
    exp(logStep),
    weight.shape.map((_, axis) => (axis === 0 ? logStep.shape[0]! : 1)),
  );
  const [lowest, highest] = codeRange(bits);
  const within = min(max(div(weight, step), lowest), highest);
  return mul(straightThrough(round(within), within), step);
}
