import { type CompactNetwork, compactWeights, type Tensor } from '../../core/index.ts';

/** The network with only some of its inputs and units, each given as indices into what it has now. */
export function narrowNetwork(
  network: CompactNetwork,
  inputs: readonly number[],
  units: readonly (readonly number[])[],
): CompactNetwork {
  return {
    ...network,
    keptInputs: inputs.map((index) => network.keptInputs[index]!),
    layers: compactWeights(network).map((layer, index) => ({
      ...layer,
      units: units[index]!.length,
      weight: submatrix(layer.weight, units[index]!, index === 0 ? inputs : units[index - 1]!),
      bias: { shape: [units[index]!.length], data: Float32Array.from(units[index]!, (unit) => layer.bias.data[unit]!) },
      keptUnits: units[index]!.map((unit) => layer.keptUnits[unit]!),
    })),
  };
}

function submatrix({ shape, data }: Tensor, rows: readonly number[], columns: readonly number[]): Tensor {
  const width = shape[1]!;
  const values = rows.flatMap((row) => columns.map((column) => data[row * width + column]!));
  return { shape: [rows.length, columns.length], data: Float32Array.from(values) };
}
