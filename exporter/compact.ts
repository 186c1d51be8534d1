import {
  type CompactLayer,
  type CompactNetwork,
  everything,
  inclusionNameOf,
  isWeighted,
  type Kept,
  narrowNetwork,
  observationStdDev,
  type Posterior,
  SecateurError,
  select,
  sourceOf,
  structureOf,
  type Tensor,
  tensorNames,
  type Weighted,
  weightAxes,
  widthsOf,
} from '../core/index.ts';
import { withConstantsFolded } from './fold-constants.ts';
import { everyFeature, probabilityOf } from './levels.ts';
import type { PruningPlan } from './plan.ts';
import { cutWeights } from './weight-cut.ts';

/**
 * The network that is left after the cut, with slab means for weights. It is exactly the masked network: a removed
 * unit's pre-activation is zero, so it outputs the constant act(0), which is folded (in float64, rounded once) into
 * the biases of the next layer; a removed input contributes nothing.
 * @throws ARGUMENT_INVALID when the plan was made for another network.
 */
export function compact(
  posterior: Posterior,
  plan: Pick<PruningPlan, 'keptInputs' | 'keptUnits' | 'weights'>,
): CompactNetwork {
  const { network } = posterior;
  const isImage = network.image !== undefined;
  // The features of a network that reads images are pixels, while its level 0 are channels: all of both stay.
  const kept: Kept = [isImage ? everything(network)[0]! : plan.keptInputs, ...plan.keptUnits];
  checkFits(kept, posterior);
  const { tensors } = plan.weights
    ? withConstantsFolded(posterior, cutWeights(posterior, plan.weights.threshold))
    : posterior;
  return networkOf(posterior, kept, isImage ? everyFeature(posterior) : plan.keptInputs, (weighted) => {
    const { index, input, output } = weighted;
    const mean = tensors[tensorNames.slabMean(index)]!;
    const source = sourceOf(network, index);
    const idle = source === -1 ? 0 : structureOf(network).idle[source]!;
    const bias = biasWith(tensors[tensorNames.biasMean(index)]!, mean, weighted, idle, kept[input.level]!);
    return {
      weight: select(mean, weightAxes(weighted), kept),
      bias: select(bias, [output], kept),
    };
  });
}

/**
 * The uncut network with every weight at its posterior mean: the slab's mean times the inclusion probability of its
 * unit and, in the first layer, of its input, or of the weight itself. For a family without inclusion probabilities, or
 * one that recovers them from weights without any (a mixture prior), the weights as they are.
 */
export function posteriorMean(posterior: Posterior): CompactNetwork {
  const { network, tensors, prior } = posterior;
  const probabilities = (name: string | undefined) => {
    const logOdds = prior.spikeScales ? undefined : tensors[name ?? '']?.data;
    return logOdds && Float64Array.from(logOdds, probabilityOf);
  };
  const ofLevel = (level: number) => probabilities(inclusionNameOf(network, level));
  return networkOf(posterior, everything(network), everyFeature(posterior), ({ index, fanIn, input, output }) => {
    const weight = tensors[tensorNames.slabMean(index)]!;
    const bias = tensors[tensorNames.biasMean(index)]!;
    const units = ofLevel(output.level);
    const inputs = input.level === 0 ? ofLevel(0) : undefined;
    const own = probabilities(tensorNames.weightInclusion(index));
    return {
      weight: {
        shape: weight.shape,
        data: weight.data.map(
          (mean, at) => mean * (units?.[Math.floor(at / fanIn)] ?? 1) * (inputs?.[at % fanIn] ?? 1) * (own?.[at] ?? 1),
        ),
      },
      bias: { shape: bias.shape, data: bias.data.map((mean, unit) => mean * (units?.[unit] ?? 1)) },
    };
  });
}

function networkOf(
  { input, task, network, tensors }: Posterior,
  kept: Kept,
  keptInputs: readonly number[],
  weightsOf: (weighted: Weighted) => { readonly weight: Tensor; readonly bias: Tensor },
): CompactNetwork {
  const byIndex = new Map(structureOf(network).weighted.map((weighted) => [weighted.index, weighted]));
  const layers = narrowNetwork(network, kept).layers.map((layer, index): CompactLayer => {
    if (!isWeighted(layer)) return layer as Exclude<typeof layer, { kind: 'batch-norm' }>;
    const weighted = byIndex.get(index)!;
    return { ...layer, ...weightsOf(weighted), keptUnits: kept[weighted.output.level]! };
  });
  return {
    input,
    task,
    keptInputs,
    ...(network.image && { image: network.image }),
    layers,
    ...observationStdDev(task, tensors),
  };
}

/** The biases plus what the removed members of the layer's input, each of them the constant `idle`, contribute. */
function biasWith(
  bias: Tensor,
  { data }: Tensor,
  weighted: Weighted,
  idle: number,
  staying: readonly number[],
): Tensor {
  if (idle === 0 || weighted.tied) return bias;
  const { fanIn, shape, input } = weighted;
  const span = (input.block * fanIn) / shape[1]!;
  const stays = new Set(staying);
  const folded = Float64Array.from(bias.data);
  data.forEach((value, at) => {
    if (!stays.has(Math.floor((at % fanIn) / span))) folded[Math.floor(at / fanIn)]! += idle * value;
  });
  return { shape: bias.shape, data: Float32Array.from(folded) };
}

function checkFits(kept: Kept, { network }: Posterior): void {
  const widths = widthsOf(network);
  const { levels } = structureOf(network);
  const fits =
    kept.length === widths.length &&
    kept.every(
      (indices, level) =>
        indices.length > 0 &&
        (levels[level]!.prunable || indices.length === widths[level]) &&
        indices.every((index, at) => Number.isInteger(index) && index > (indices[at - 1] ?? -1)) &&
        indices.at(-1)! < widths[level]!,
    );
  if (fits) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `The plan does not fit the network ${widths.join('-')}: it needs ${widths.length} ascending lists of kept indices, none empty, the outputs whole. Make the plan from this posterior.`,
  );
}
