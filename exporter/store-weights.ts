import { type CompactNetwork, isWeighted, sourceOf } from '../core/index.ts';
import type { OnnxModel } from '../onnx/index.ts';
import type { PredictiveGraph } from './graph/predictive-graph.ts';
import { leanMetadata, leanMetadataKey, leanModel, withOutputs, withShortInterface } from './lean/index.ts';
import {
  type ActivationRanges,
  type NetworkFormat,
  type QuantizeOptions,
  quantizeModel,
  withIntegerProducts,
} from './quantize/index.ts';
import type { WeightFormat } from './quantize/weight-format.ts';

/** How a file holds a network. */
export interface StorageOptions {
  /** How weights are stored, `float32` by default; one format for each layer with weights, or one for all. */
  readonly weights?: NetworkFormat;
  /**
   * How many weights of a unit share a step of their codes, at least 8; by default all do. Not for weights that were trained
   * as codes, nor with activations as codes.
   */
  readonly block?: number;
  /**
   * Whether bytes matter more than what the file says about itself: short names (`x` is the input, `p` what is predicted), the
   * least metadata, biases in half precision, and of a classification only the probabilities. False by default.
   */
  readonly lean?: boolean;
  /**
   * What products compute with: `float` by default; 8-bit codes of what they read, found at every call (`dynamic`) or by
   * ranges that were seen (`activationRanges` of the same network's `calibrationModel`). Weights are then stored as bytes, of
   * 7 bits unless `weights` says how many.
   */
  readonly activations?: 'float' | 'dynamic' | ActivationRanges;
}

/** The model of a network, its weights on their grids already, with its weights stored as the options say. */
export function storeWeights(
  whole: OnnxModel,
  network: CompactNetwork,
  grids: PredictiveGraph['grids'],
  { weights = 'float32', lean = false, activations = 'float', block }: StorageOptions,
): OnnxModel {
  const model =
    activations === 'float'
      ? whole
      : withIntegerProducts(whole, { grids, ...(activations !== 'dynamic' && { ranges: activations }) });
  const options: QuantizeOptions = {
    weights: formatsByName(network, weights),
    grids,
    ...(block !== undefined && { block }),
  };
  if (!lean) return quantizeModel(model, options);
  const answers = model.graph.outputs.map(({ name }) => name).filter((name) => name !== 'logits');
  const metadata = { [leanMetadataKey]: leanMetadata(network) };
  const plain = { ...withShortInterface(withOutputs(model, answers)), metadata };
  return leanModel(plain, { ...options, exactBiases: exactBiases(network) });
}

/** The formats of what `predictiveGraph` names; biases go with their weights. */
function formatsByName(network: CompactNetwork, weights: NetworkFormat): Record<string, WeightFormat> {
  const indices = network.layers.flatMap((layer, index) => (isWeighted(layer) ? [index] : []));
  return Object.fromEntries(
    indices.flatMap((index, ordinal) => {
      const format = typeof weights === 'string' ? weights : weights[ordinal]!;
      return ['weight', 'bias'].map((part) => [`layers.${index}.${part}`, format]);
    }),
  );
}

/** Biases that hold what features are shifted by, or the mean of the target. */
function exactBiases(network: CompactNetwork): Set<string> {
  const { input, task, layers } = network;
  const last = layers.length - 1;
  const isExact = (_: unknown, index: number) =>
    (input.kind === 'table' && sourceOf(network, index) === -1) || (task.kind === 'regression' && index === last);
  return new Set(layers.flatMap((layer, index) => (isExact(layer, index) ? [`layers.${index}.bias`] : [])));
}
