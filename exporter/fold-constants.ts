import { graph, type Posterior, structureOf, type Tensor, tensorNames } from '../core/index.ts';
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
  for (const { index, ordinal, layer, shape, fanIn, input, output } of structureOf(network).weighted) {
    const mean = tensors[tensorNames.slabMean(index)]!;
    const bias = tensors[tensorNames.biasMean(index)]!;
    const span = (input.block * fanIn) / shape[1]!;
    const biases = Float64Array.from(bias.data);
    const weights = mean.data.map((weight, at) => {
      if (!isKept[ordinal]!(at)) return 0;
      const value = values[input.level]!.get(Math.floor((at % fanIn) / span));
      if (value === undefined) return weight;
      biases[Math.floor(at / fanIn)]! += weight * value;
      return 0;
    });
    for (const unit of constants[output.level]!) {
      const [value] = graph.evaluate([graph.activate(graph.constant(biases[unit]!), layer.activation)]);
      values[output.level]!.set(unit, value![0]!);
    }
    changed[tensorNames.slabMean(index)] = { shape: mean.shape, data: weights };
    changed[tensorNames.biasMean(index)] = { shape: bias.shape, data: Float32Array.from(biases) };
  }
  return { ...posterior, tensors: changed };
}
