import {
  type CompactLayer,
  type CompactNetwork,
  codesOf,
  compactWeights,
  evenUnits,
  fittedGrid,
  fromCodes,
  isWeighted,
  SecateurError,
  sharedGrid,
  shareOneStep,
  specOf,
  weightedLayers,
} from '../../core/index.ts';
import { bitsOf, type WeightFormat } from './weight-format.ts';

/** One format for all layers, or one for each layer with weights, in their order. */
export type NetworkFormat = WeightFormat | readonly WeightFormat[];

export interface QuantizeNetworkOptions {
  /**
   * Whether the units of a layer share one step where they can be made even for it: a file needs to hold no steps then. What
   * comes out computes the same as with weights of other sizes. False by default: a step for each unit.
   */
  readonly sharesSteps?: boolean;
}

/**
 * The network with its weights rounded to what codes of so many bits can say, each layer with the grid it lies on. Layers
 * that have a grid of as many bits keep it. Biases stay as they are.
 * @throws ARGUMENT_INVALID when the formats are not one for each layer, DATA_INVALID when a weight is not finite
 */
export function quantizeNetwork(
  network: CompactNetwork,
  format: NetworkFormat,
  { sharesSteps = false }: QuantizeNetworkOptions = {},
): CompactNetwork {
  const formats = formatsFor(network, format);
  checkFinite(network, formats);
  // What lies on a grid already keeps it, and with it the sizes of its units.
  const isFree =
    formats.some((each) => bitsOf(each) !== undefined) && compactWeights(network).every(({ grid }) => !grid);
  const isEvened = sharesSteps && isFree;
  const evened = isEvened ? evenUnits(network) : network;
  const shared = isEvened ? shareOneStep(evened) : [];
  let ordinal = 0;
  const layers = evened.layers.map((layer): CompactLayer => {
    if (!isWeighted(layer)) return layer;
    const isShared = shared[ordinal];
    const bits = bitsOf(formats[ordinal++]!);
    if (bits === undefined || layer.grid?.bits === bits) return layer;
    const { data, shape } = layer.weight;
    const grid = (isShared ? sharedGrid : fittedGrid)(layer.weight, layer.units, bits);
    return { ...layer, weight: { shape, data: fromCodes(codesOf(data, grid), grid) }, grid };
  });
  return { ...network, layers };
}

function checkFinite({ layers }: CompactNetwork, formats: readonly WeightFormat[]): void {
  compactWeights({ layers }).forEach(({ weight }, ordinal) => {
    if (bitsOf(formats[ordinal]!) === undefined || weight.data.every(Number.isFinite)) return;
    throw new SecateurError(
      'DATA_INVALID',
      `Layer ${ordinal + 1} holds weights that are not finite, which no code stands for. Train again with a lower learning rate.`,
    );
  });
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
