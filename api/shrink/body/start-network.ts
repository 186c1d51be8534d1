import {
  type Activation,
  type CompactLayer,
  type CompactNetwork,
  featuresOf,
  type InputSpec,
  isWeighted,
  type Layer,
  type NetworkSpec,
  sourceOf,
  type Task,
  type Tensor,
  tensorNames,
  withUsualSizes,
} from '../../../core/index.ts';
import type { Body } from '../../../onnx/index.ts';

/**
 * The body as training takes it: on standardised features, and with nothing but a sum at its end. What is taken off there
 * (`lastActivationOf`) comes back when it is put into the model again.
 */
export function startNetwork(body: Body, input: InputSpec, task: Task): CompactNetwork {
  const { tensors } = body;
  const network = withLinearEnd(body.network);
  const last = network.layers.length - 1;
  const { mean, scale } = targetScale(network, task);
  const layers = network.layers.map((layer, index): CompactLayer => {
    if (!isWeighted(layer)) return layer as Exclude<CompactLayer, { weight: Tensor }>;
    const weight = tensors[tensorNames.slabMean(index)]!;
    const bias = tensors[tensorNames.biasMean(index)]!;
    const read = sourceOf(network, index) === -1 ? onFeatures(weight, bias, input) : { weight, bias };
    const scaled =
      index === last
        ? { weight: times(read.weight, 1 / scale), bias: times(read.bias, 1 / scale, -mean / scale) }
        : read;
    return { ...layer, ...scaled, keptUnits: Array.from({ length: layer.units }, (_, unit) => unit) };
  });
  return withUsualSizes({
    input,
    task,
    keptInputs: Array.from({ length: network.inputs }, (_, feature) => feature),
    ...(network.image && { image: network.image }),
    layers,
  });
}

/** What the last layer does to its sums. */
export function lastActivationOf({ layers }: NetworkSpec): Activation {
  const last = layers.at(-1)!;
  return 'activation' in last ? last.activation : 'identity';
}

/** The network that training takes: nothing but sums at its end. */
export function withLinearEnd(network: NetworkSpec): NetworkSpec {
  const last = network.layers.length - 1;
  return {
    ...network,
    layers: network.layers.map((layer, index) => (index === last ? withoutActivation(layer) : layer)),
  };
}

/** Whether a regression's target can be standardised: the last layer's weights have to undo it. */
export function canScaleTarget({ layers }: NetworkSpec): boolean {
  return layers.at(-1)!.kind === 'dense';
}

function targetScale(network: NetworkSpec, task: Task): { readonly mean: number; readonly scale: number } {
  return task.kind === 'regression' && canScaleTarget(network) ? task : { mean: 0, scale: 1 };
}

function withoutActivation(layer: Layer): Layer {
  return 'activation' in layer ? { ...layer, activation: 'identity' } : layer;
}

/** W x + b as a map of (x - mean) / scale, summed in float64. */
function onFeatures(weight: Tensor, bias: Tensor, input: InputSpec): { weight: Tensor; bias: Tensor } {
  const features = featuresOf(input).map((feature) => (feature.kind === 'affine' ? feature : { mean: 0, scale: 1 }));
  const fanIn = weight.data.length / bias.data.length;
  const isDense = weight.shape.length === 2;
  const biases = Float64Array.from(bias.data);
  const data = weight.data.map((value, at) => {
    const { mean, scale } = features[isDense ? at % fanIn : 0]!;
    biases[Math.floor(at / fanIn)]! += value * mean;
    return value * scale;
  });
  return { weight: { shape: weight.shape, data }, bias: { shape: bias.shape, data: Float32Array.from(biases) } };
}

function times({ shape, data }: Tensor, factor: number, summand = 0): Tensor {
  return { shape, data: data.map((value) => value * factor + summand) };
}
