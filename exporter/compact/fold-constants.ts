import {
  activationAt,
  eachWeight,
  membersAlong,
  ofUnit,
  type Posterior,
  structureOf,
  type Tensor,
  tensorNames,
} from '../../core/index.ts';
import type { WeightCut } from './weight-cut.ts';

/**
 * The same posterior with the weights of a cut at 0, and with what its constant units contribute in the biases of their
 * readers instead: nothing reads them any more. Sums are taken in float64 and rounded once.
 */
export function withConstantsFolded(posterior: Posterior, { isKept, constants }: WeightCut): Posterior {
  const { network, tensors } = posterior;
  const changed: Record<string, Tensor> = { ...tensors };
  /** What each constant unit of a level puts out. */
  const values = constants.map(() => new Map<number, number>());
  for (const weighted of structureOf(network).weighted) {
    const { index, ordinal, layer, output } = weighted;
    const mean = tensors[tensorNames.slabMean(index)]!;
    const bias = tensors[tensorNames.biasMean(index)]!;
    const biases = Float64Array.from(bias.data);
    const weights = mean.data.slice();
    eachWeight(weighted, (at, unit, _, { segment, member }) => {
      if (isKept[ordinal]!(at)) {
        const value = values[segment.level]!.get(member);
        if (value === undefined) return;
        biases[unit]! += weights[at]! * value;
      }
      weights[at] = 0;
    });
    membersAlong(output).forEach(({ segment, member }, unit) => {
      if (!constants[segment.level]!.has(member)) return;
      values[segment.level]!.set(member, activationAt(ofUnit(layer.activation, unit), biases[unit]!));
    });
    changed[tensorNames.slabMean(index)] = { shape: mean.shape, data: weights };
    changed[tensorNames.biasMean(index)] = { shape: bias.shape, data: Float32Array.from(biases) };
  }
  return { ...posterior, tensors: changed };
}
