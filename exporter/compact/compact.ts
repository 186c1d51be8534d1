import {
  type CompactLayer,
  type CompactNetwork,
  eachWeight,
  everything,
  inclusionNameOf,
  isWeighted,
  type Kept,
  keptAlong,
  type MemberAt,
  membersAlong,
  narrowNetwork,
  observationStdDev,
  type Posterior,
  probabilityOf,
  SecateurError,
  select,
  structureOf,
  type Tensor,
  tensorNames,
  type Weighted,
  weightAxes,
  widthsOf,
} from '../../core/index.ts';
import { type Cut, keptBy } from '../cut/cut.ts';
import { everyFeature } from '../cut/levels.ts';
import { withConstantsFolded } from './fold-constants.ts';
import { withRemoved } from './removed-members.ts';
import { cutWeights } from './weight-cut.ts';

/**
 * The network that is left after the cut, with slab means for weights. It is exactly the masked network: a removed
 * unit's pre-activation is zero, so it outputs the constant act(0), which is folded (in float64, rounded once) into
 * the biases of the next layer; a removed input contributes nothing.
 * @throws ARGUMENT_INVALID when the plan was made for another network.
 */
export function compact(posterior: Posterior, plan: Cut): CompactNetwork {
  const { network } = posterior;
  const kept = keptBy(plan, network);
  checkFits(kept, posterior);
  const { tensors } = plan.weights
    ? withConstantsFolded(posterior, cutWeights(posterior, plan.weights.threshold))
    : posterior;
  return networkOf(posterior, kept, network.image ? everyFeature(posterior) : plan.keptInputs, (weighted) => {
    const mean = tensors[tensorNames.slabMean(weighted.index)]!;
    const bias = withRemoved(tensors[tensorNames.biasMean(weighted.index)]!, mean, weighted, kept);
    return {
      weight: select(mean, weightAxes(weighted), kept),
      bias: select(bias, [weighted.output], kept),
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
  const byLevel = structureOf(network).levels.map((_, level) => probabilities(inclusionNameOf(network, level)));
  return networkOf(posterior, everything(network), everyFeature(posterior), (weighted) => {
    const weight = tensors[tensorNames.slabMean(weighted.index)]!;
    const bias = tensors[tensorNames.biasMean(weighted.index)]!;
    const own = probabilities(tensorNames.weightInclusion(weighted.index));
    const probabilityAt = ({ segment, member }: MemberAt) => byLevel[segment.level]?.[member] ?? 1;
    const weights = weight.data.slice();
    eachWeight(weighted, (at, _, made, read) => {
      const ofInput = read.segment.level === 0 ? probabilityAt(read) : 1;
      weights[at] = weight.data[at]! * probabilityAt(made) * ofInput * (own?.[at] ?? 1);
    });
    const made = membersAlong(weighted.output);
    return {
      weight: { shape: weight.shape, data: weights },
      bias: { shape: bias.shape, data: bias.data.map((mean, unit) => mean * probabilityAt(made[unit]!)) },
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
    return { ...layer, ...weightsOf(weighted), keptUnits: keptAlong(weighted.output, kept) };
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
