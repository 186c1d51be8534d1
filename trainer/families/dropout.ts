import { graph, type NetworkSpec, type Node, sourceOf, type Weighted, weightedLayers } from '../../core/index.ts';
import type { Dropout, FamilyContext, FamilyOptions, NoiseSpec } from './family.ts';

/**
 * Inverted dropout (Srivastava et al., JMLR 2014) of what dense layers read: what stays is scaled up, so that prediction
 * needs no change. Convolutions, which share few weights among many values, read everything.
 */
const noiseName = (layer: number) => `noise.dropout.${layer}`;

/** One number for each value a layer reads; those below the dropout probability drop it. */
export function dropoutNoise(network: NetworkSpec, { dropout }: FamilyOptions, batch: number): NoiseSpec[] {
  return weightedLayers(network).flatMap((weighted): NoiseSpec[] =>
    probabilityOf(dropout, network, weighted) > 0
      ? [{ name: noiseName(weighted.index), shape: [batch, weighted.fanIn], distribution: 'uniform' }]
      : [],
  );
}

export function dropped({ network, options, noise }: FamilyContext, weighted: Weighted, values: Node): Node {
  const probability = probabilityOf(options.dropout, network, weighted);
  if (probability === 0) return values;
  const kept = graph.cast(graph.greater(noise[noiseName(weighted.index)]!, probability), 'float');
  return graph.mul(values, graph.mul(kept, 1 / (1 - probability)));
}

function probabilityOf(dropout: Dropout, network: NetworkSpec, { layer, index }: Weighted): number {
  if (layer.kind !== 'dense') return 0;
  return sourceOf(network, index) === -1 ? dropout.inputs : dropout.hidden;
}
