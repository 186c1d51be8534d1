import {
  type CompactNetwork,
  isWeighted,
  keptAlong,
  select,
  specOf,
  structureOf,
  weightAxes,
} from '../../core/index.ts';

/**
 * The network of the first members of each level alone. What the others contribute is left out and not folded, for every
 * prefix of one file has the same biases.
 * @param prefix how many members of each level (`structureOf`) stay
 */
export function prefixNetwork(network: CompactNetwork, prefix: readonly number[]): CompactNetwork {
  const kept = prefix.map((count) => Array.from({ length: count }, (_, index) => index));
  const byIndex = new Map(structureOf(specOf(network)).weighted.map((each) => [each.index, each]));
  return {
    ...network,
    keptInputs: network.image ? network.keptInputs : network.keptInputs.slice(0, prefix[0]),
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
