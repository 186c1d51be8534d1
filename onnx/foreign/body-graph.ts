import {
  type CompactLayer,
  graph,
  isWeighted,
  type Layer,
  type NetworkSpec,
  type Node,
  networkGraph,
  type Tensor,
  tensorNames,
} from '../../core/index.ts';
import type { Body } from './foreign-model.ts';

/** A body with the weights it has, on one Input node named `body.input`: what `spliceBody` takes to change nothing. */
export function bodyGraph({ network, tensors, input }: Pick<Body, 'network' | 'tensors' | 'input'>): Node {
  const layers = network.layers.map((layer, index) => withWeights(layer, index, tensors));
  return networkGraph({ ...imageOf(network), layers }, graph.input(input, [1, network.inputs]));
}

function withWeights(layer: Layer, index: number, tensors: Readonly<Record<string, Tensor>>): CompactLayer {
  if (!isWeighted(layer)) return layer as Exclude<CompactLayer, { kind: 'dense' | 'convolution' }>;
  const weight = tensors[tensorNames.slabMean(index)]!;
  const bias = tensors[tensorNames.biasMean(index)]!;
  return { ...layer, weight, bias, keptUnits: Array.from({ length: layer.units }, (_, unit) => unit) };
}

function imageOf({ image }: NetworkSpec) {
  return image && { image };
}
