import {
  type CompactNetwork,
  isWeighted,
  type Kept,
  keptAlong,
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
  const byIndex = new Map(structureOf(specOf(network)).weighted.map((each) => [each.index, each]));
  return {
    ...network,
    keptInputs: network.image ? network.keptInputs : kept[0]!.map((at) => network.keptInputs[at]!),
    layers: network.layers.map((layer, index) => {
      if (!isWeighted(layer)) return layer;
      const weighted = byIndex.get(index)!;
      const units = keptAlong(weighted.output, kept);
      return {
        ...layer,
        units: units.length,
        weight: select(layer.weight, weightAxes(weighted), kept),
        bias: select(layer.bias, [weighted.output], kept),
        keptUnits: units.map((unit) => layer.keptUnits[unit]!),
      };
    }),
  };
}
