import {
  everything,
  graph,
  type Kept,
  keptAlong,
  linear,
  type Node,
  type Posterior,
  perUnit,
  type RandomStream,
  structureOf,
  tensorNames,
  throughLayers,
} from '../../core/index.ts';

/** The uncut network with the weighted sums of everything not kept multiplied by zero, in float64. */
export function masked({ network, tensors }: Pick<Posterior, 'network' | 'tensors'>, kept: Kept, features: Node): Node {
  const tensor = (name: string) => graph.constant(tensors[name]!.data, tensors[name]!.shape);
  const inputs = network.image ? features : graph.mul(features, maskOf(network.inputs, kept[0]!));
  return throughLayers(network, inputs, ({ index, layer, output }, values) => {
    const sums = linear(layer, values, tensor(tensorNames.slabMean(index)), tensor(tensorNames.biasMean(index)));
    const mask = maskOf(layer.units, keptAlong(output, kept));
    return graph.activate(graph.mul(sums, perUnit(mask, sums)), layer.activation);
  });
}

function maskOf(size: number, kept: readonly number[]): Node {
  const staying = new Set(kept);
  return graph.constant(Array.from({ length: size }, (_, at) => Number(staying.has(at))));
}

export function randomKept(random: RandomStream, { network }: Pick<Posterior, 'network'>): Kept {
  const { levels } = structureOf(network);
  return everything(network).map((all, level) => {
    if (!levels[level]!.prunable) return all;
    const some = all.filter(() => random.uniform() < 0.6);
    return some.length > 0 ? some : all.slice(0, 1);
  });
}
