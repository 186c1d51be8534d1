import { SecateurError } from '../errors.ts';
import { isCombining, isWeighted, type Layer, type NetworkSpec, sourceOf, sourcesOf } from './network-spec.ts';

export interface FoldedNetwork {
  readonly network: NetworkSpec;
  /** For each of its layers, the layer of the original that it was, and the batch normalisation folded into it. */
  readonly origins: readonly { readonly layer: number; readonly batchNorm?: number }[];
}

/**
 * The network without batch normalisation, for once training is over each is one factor and one summand a channel,
 * which the weights before it can take.
 * @throws NETWORK_INVALID where one does not directly follow a layer with weights, no activation and no other reader
 */
export function foldBatchNorm(network: NetworkSpec): FoldedNetwork {
  const { layers } = network;
  const foldedBy = new Map<number, number>();
  layers.forEach((layer, index) => {
    if (layer.kind === 'batch-norm') foldedBy.set(foldable(network, index), index);
  });
  const kept = layers.map((_, index) => index).filter((index) => layers[index]!.kind !== 'batch-norm');
  /** Where what layer `index` put out is now found. */
  const moved = (index: number) => (index === -1 ? -1 : kept.indexOf(isNorm(index) ? sourceOf(network, index) : index));
  const isNorm = (index: number) => layers[index]!.kind === 'batch-norm';
  const origins = kept.map((layer) => {
    const batchNorm = foldedBy.get(layer);
    return batchNorm === undefined ? { layer } : { layer, batchNorm };
  });
  const folded = origins.map(({ layer, batchNorm }, position): Layer => {
    const { from: _, ...original } = layers[layer]!;
    const source = moved(sourceOf(network, layer));
    const norm = batchNorm === undefined ? undefined : layers[batchNorm]!;
    return {
      ...original,
      ...(isCombining(original) && { with: moved(original.with) }),
      ...(original.kind === 'concat' && { with: original.with.map(moved) }),
      ...(norm?.kind === 'batch-norm' && { activation: norm.activation }),
      ...(source !== position - 1 && { from: source }),
    } as Layer;
  });
  return { network: { ...network, layers: folded }, origins };
}

function foldable(network: NetworkSpec, index: number): number {
  const { layers } = network;
  const source = sourceOf(network, index);
  const before = layers[source];
  const readers = layers.filter((_, other) => sourcesOf(network, other).includes(source));
  if (before && isWeighted(before) && before.activation === 'identity' && readers.length === 1) return source;
  throw new SecateurError(
    'NETWORK_INVALID',
    `This is not a network: layer ${index} (batch-norm) must follow a dense or convolution layer without activation (=identity) that nothing else reads, so that it can be folded into it.`,
  );
}
