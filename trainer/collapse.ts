import {
  inclusionNameOf,
  type NetworkSpec,
  type Posterior,
  probabilityOf,
  structureOf,
  tensorNames,
  weightedLayers,
} from '../core/index.ts';

/** Nats a weight: below this its posterior is the prior. */
const untouchedNats = 0.01;
/** Part of a layer's weights that must be so before it is worth a warning. */
const untouchedShare = 0.99;

/**
 * Posterior collapse, in sentences with advice: levels none of whose members is held for needed, and layers whose weights
 * have stayed at the prior. Empty for a healthy posterior.
 */
export function findCollapse(posterior: Posterior): string[] {
  return [...emptyLevels(posterior), ...untouchedLayers(posterior)];
}

function emptyLevels(posterior: Posterior): string[] {
  const { network, tensors } = posterior;
  return structureOf(network).levels.flatMap((_, level) => {
    const logits = tensors[inclusionNameOf(network, level) ?? '']?.data;
    if (!logits || logits.some((logit) => logit > 0)) return [];
    const largest = probabilityOf(Math.max(...logits));
    const probability = largest < 0.001 ? 'below 0.001' : largest.toFixed(3);
    return [
      `Collapse: of the ${logits.length} ${nameOf(network, level)} none is held for needed (largest probability ${probability}), so nothing passes. ${adviceFor(posterior)}`,
    ];
  });
}

function adviceFor({ prior, tempering }: Posterior): string {
  if (prior.size) {
    const { budget, unit = 'parameters' } = prior.size;
    return `Give the network more than ${budget} ${unit} (${unit === 'macs' ? '--size-macs' : '--size'}), or train longer.`;
  }
  const weaker = tempering.slab > 0.1 ? 'weaken the prior (--temper-slab 0.1), ' : '';
  const likelier = prior.unitLogits.some((logit) => logit < 0) ? 'raise --prior-inclusion, ' : '';
  return `If the data does hold something to learn: aim at a size (--size, --size-macs), ${weaker}${likelier}lower --slab-scale, or train longer.`;
}

function untouchedLayers({ network, prior, tensors }: Posterior): string[] {
  return weightedLayers(network).flatMap(({ index, ordinal, layer }) => {
    const mean = tensors[tensorNames.slabMean(index)]!.data;
    const logStdDev = tensors[tensorNames.slabLogStdDev(index)]?.data;
    if (!logStdDev) return [];
    const scale = prior.slabScales[ordinal]!;
    const untouched = mean.filter((value, weight) => divergence(value, logStdDev[weight]!, scale) < untouchedNats);
    if (untouched.length < untouchedShare * mean.length) return [];
    const share = Math.floor((100 * untouched.length) / mean.length);
    return [
      `Collapse: ${share} % of the weights of layer ${index} (${layer.kind}, ${layer.units} units) have stayed at the prior N(0, ${Number(scale.toPrecision(2))}^2): the data did not reach them. Raise the learning rate, train longer, or weaken the prior (--temper-slab 0.1).`,
    ];
  });
}

/** KL(N(mean, s^2) || N(0, scale^2)) */
function divergence(mean: number, logStdDev: number, scale: number): number {
  const variance = Math.exp(2 * logStdDev);
  return Math.log(scale) - logStdDev + (variance + mean ** 2) / (2 * scale ** 2) - 0.5;
}

function nameOf(network: NetworkSpec, level: number): string {
  if (level === 0) return 'inputs';
  const { owner } = structureOf(network).levels[level]!;
  return `units of layer ${owner}`;
}
