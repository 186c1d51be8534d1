import {
  type CompactLayer,
  type CompactNetwork,
  filled,
  foldBatchNorm,
  type InputSpec,
  isWeighted,
  type NetworkSpec,
  observationStdDev,
  type Task,
  type Tensor,
  tensorNames,
} from '../core/index.ts';
import { batchNormAffine } from './families/batch-norm.ts';
import type { TrainingState } from './step/training-state.ts';

/** Trained weights as a network that is ready to run, batch normalisation folded into them (in float64, rounded once). */
export function compactOf(
  trained: { readonly network: NetworkSpec; readonly tensors: TrainingState },
  reads: { readonly input: InputSpec; readonly task: Task; readonly keptInputs: readonly number[] },
): CompactNetwork {
  const { tensors } = trained;
  const { network, origins } = foldBatchNorm(trained.network);
  const layers = network.layers.map((layer, position): CompactLayer => {
    if (!isWeighted(layer)) return layer as Exclude<typeof layer, { kind: 'batch-norm' }>;
    const { layer: original, batchNorm } = origins[position]!;
    const bias = tensors[tensorNames.biasMean(original)] ?? filled([layer.units], 0);
    const plain = { weight: tensors[tensorNames.slabMean(original)]!, bias };
    const weights = batchNorm === undefined ? plain : folded(plain, batchNormAffine(tensors, batchNorm));
    return { ...layer, ...weights, keptUnits: Array.from({ length: layer.units }, (_, unit) => unit) };
  });
  return {
    ...reads,
    ...(network.image && { image: network.image }),
    layers,
    ...observationStdDev(reads.task, tensors),
  };
}

function folded(
  { weight, bias }: { readonly weight: Tensor; readonly bias: Tensor },
  { factor, summand }: { readonly factor: Float64Array; readonly summand: Float64Array },
) {
  const fanIn = weight.data.length / factor.length;
  return {
    weight: { shape: weight.shape, data: weight.data.map((value, at) => value * factor[Math.floor(at / fanIn)]!) },
    bias: { shape: bias.shape, data: bias.data.map((value, unit) => value * factor[unit]! + summand[unit]!) },
  };
}

/** A network's weights under the names parameters have. */
export function meansOf({ layers }: CompactNetwork): TrainingState {
  return Object.fromEntries(
    layers.flatMap((layer, index) =>
      isWeighted(layer)
        ? [
            [tensorNames.slabMean(index), layer.weight],
            [tensorNames.biasMean(index), layer.bias],
          ]
        : [],
    ),
  );
}
