import {
  type CompactLayer,
  type CompactNetwork,
  codesOf,
  fittedGrid,
  fromCodes,
  isWeighted,
  SecateurError,
  specOf,
  weightedLayers,
} from '../../core/index.ts';
import { bitsOf, type WeightFormat } from './weight-format.ts';

/** One format for all layers, or one for each layer with weights, in their order. */
export type NetworkFormat = WeightFormat | readonly WeightFormat[];

/**
 * The network with its weights rounded to what codes of so many bits can say, each layer with the grid it lies on. Layers
 * that have a grid of as many bits keep it. Biases stay as they are.
 * @throws ARGUMENT_INVALID when the formats are not one for each layer, DATA_INVALID when a weight is not finite
 */
export function quantizeNetwork(network: CompactNetwork, format: NetworkFormat): CompactNetwork {
  const formats = formatsFor(network, format);
  let ordinal = 0;
  const layers = network.layers.map((layer): CompactLayer => {
    if (!isWeighted(layer)) return layer;
    const bits = bitsOf(formats[ordinal++]!);
    if (bits === undefined || layer.grid?.bits === bits) return layer;
    const { data, shape } = layer.weight;
    if (data.some((value) => !Number.isFinite(value))) {
      throw new SecateurError(
        'DATA_INVALID',
        `Layer ${ordinal} holds weights that are not finite, which no code stands for. Train again with a lower learning rate.`,
      );
    }
    const grid = fittedGrid(layer.weight, layer.units, bits);
    return { ...layer, weight: { shape, data: fromCodes(codesOf(data, grid), grid) }, grid };
  });
  return { ...network, layers };
}

function formatsFor(network: CompactNetwork, format: NetworkFormat): readonly WeightFormat[] {
  const count = weightedLayers(specOf(network)).length;
  if (typeof format === 'string') return new Array<WeightFormat>(count).fill(format);
  if (format.length === count) return format;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `There are ${format.length} weight formats for ${count} layers with weights. Give one for each, or one for all.`,
  );
}
