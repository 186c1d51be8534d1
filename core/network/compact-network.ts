import type { InputSpec } from '../input-spec.ts';
import type { Task } from '../task.ts';
import type { Tensor } from '../tensor.ts';
import { type BatchNormLayer, isWeighted, type Layer, type NetworkSpec, type WeightedLayer } from './network-spec.ts';
import type { WeightGrid } from './weight-grid.ts';

/** Plain weights, ready to run: what is left after the cut, or a dense network where nothing was cut. */
export interface CompactNetwork {
  readonly input: InputSpec;
  readonly task: Task;
  /** Which features (indices into `featuresOf(input)`) the network reads, ascending; of an adjustable network the most needed first. */
  readonly keptInputs: readonly number[];
  readonly image?: NetworkSpec['image'];
  readonly layers: readonly CompactLayer[];
  /** Learned standard deviation of the observations around the answer, in the target's unit; Gaussian likelihood only. */
  readonly observationStdDev?: number;
}

/** A layer of the compact network's own size, with its weights where it has any. */
export type CompactLayer = CompactWeightedLayer | Exclude<Layer, WeightedLayer | BatchNormLayer>;
export type CompactWeightedLayer = WeightedLayer & LayerWeights;

export interface LayerWeights {
  /** `[units, inputs]`, or `[units, channels / groups, height, width]` */
  readonly weight: Tensor;
  /** `[units]` */
  readonly bias: Tensor;
  /** Indices of these units in the network before the cut, ascending; of an adjustable network the most needed first. */
  readonly keptUnits: readonly number[];
  /** Where all weights lie on this grid: a file then holds their codes. */
  readonly grid?: WeightGrid;
}

/** The compact network's shape without its weights, for counting and for further training. */
export function specOf({ keptInputs, image, layers }: CompactNetwork): NetworkSpec {
  return { inputs: keptInputs.length, ...(image && { image }), layers: layers.map(shapeOf) };
}

function shapeOf(layer: CompactLayer): Layer {
  if (!isWeighted(layer)) return layer;
  const { weight: _weight, bias: _bias, keptUnits: _kept, grid: _grid, ...shape } = layer;
  return shape;
}

/** The layers that have weights. */
export function compactWeights(network: Pick<CompactNetwork, 'layers'>): CompactWeightedLayer[] {
  return network.layers.filter((layer): layer is CompactWeightedLayer => isWeighted(layer));
}
