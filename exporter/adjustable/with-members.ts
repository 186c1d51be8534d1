import {
  type CompactLayer,
  type CompactNetwork,
  isWeighted,
  type Kept,
  keptAlong,
  narrowNetwork,
  select,
  specOf,
  structureOf,
  weightAxes,
} from '../../core/index.ts';

/**
 * The network of some members of each level alone, in the order in which they are listed. What others contribute is left out
 * and not folded into biases.
 */
export function withMembers(network: CompactNetwork, kept: Kept): CompactNetwork {
  const spec = specOf(network);
  const byIndex = new Map(structureOf(spec).weighted.map((each) => [each.index, each]));
  const narrowed = narrowNetwork(spec, kept);
  return {
    ...network,
    keptInputs: network.image ? network.keptInputs : kept[0]!.map((at) => network.keptInputs[at]!),
    layers: narrowed.layers.map((narrow, index): CompactLayer => {
      const layer = network.layers[index]!;
      if (!isWeighted(layer)) return narrow as typeof layer;
      const weighted = byIndex.get(index)!;
      const units = keptAlong(weighted.output, kept);
      return {
        ...layer,
        ...(narrow as typeof layer),
        weight: select(layer.weight, weightAxes(weighted), kept),
        bias: select(layer.bias, [weighted.output], kept),
        keptUnits: units.map((unit) => layer.keptUnits[unit]!),
      };
    }),
  };
}
