import { type CompactLayer, graph, isWeighted, type NetworkSpec, networkGraph, tensorNames } from '../../core/index.ts';
import type { ForeignModel } from '../../onnx/index.ts';

/** The body as a graph of its own weights: what stands in for it, unpruned. */
export function originalBody({ body }: ForeignModel) {
  if (!body) throw new Error('no body was found');
  const { network, tensors, input } = body;
  const layers = network.layers.map((layer, index): CompactLayer => {
    if (!isWeighted(layer)) return layer as CompactLayer;
    const weight = tensors[tensorNames.slabMean(index)]!;
    const bias = tensors[tensorNames.biasMean(index)]!;
    return { ...layer, weight, bias, keptUnits: [] };
  });
  return networkGraph({ ...imageOf(network), layers }, graph.input(input, [1, network.inputs]));
}

function imageOf({ image }: NetworkSpec) {
  return image ? { image } : {};
}
