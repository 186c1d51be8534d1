import {
  type ChannelScale,
  type CompactNetwork,
  type CompactWeightedLayer,
  columnCount,
  graph,
  type ImageInput,
  isChannelsFirst,
  isWeighted,
  linear,
  type Node,
  SecateurError,
  sourceOf,
  sourcesOf,
  throughNetwork,
  type WeightGrid,
} from '../../core/index.ts';
import type { StoredGrid } from '../quantize/index.ts';
import { type Affine, answersFrom, scaled, targetScaling } from './answers.ts';
import { type Naming, type RawFeatures, rawFeatures } from './feature-parts.ts';

const { activate, constant, div, gather, input, reshape, sub } = graph;

export interface PredictiveGraph {
  /**
   * Classification: `logits` and `probabilities`, `[batch, labels]`. Regression: `prediction`, `[batch, 1]`, in the
   * target's own unit (of counts the rate), and where the noise differs from row to row `stdDev`, the same.
   */
  readonly outputs: Readonly<Record<string, Node>>;
  /** Names of the constants, for readers of the file. */
  readonly names: ReadonlyMap<Node, string>;
  /** What the constants of layers with a grid lie on, by their names. */
  readonly grids: Readonly<Record<string, StoredGrid>>;
}

export interface PredictiveGraphOptions {
  /**
   * Whether the first inputs alone have to be a network too: then no mean is folded into a bias, and one vector with an
   * entry for each input decides which are read. False by default.
   */
  readonly narrowsInputs?: boolean;
  /**
   * Whether the first layer shall read standardised features where columns are of different scales, so that one step of codes
   * does for all of them. False by default: what standardises is folded into the layer.
   */
  readonly keepsScaling?: boolean;
}

/**
 * The whole way from raw rows to answers, on one Input `input` `[batch, columns of raw values]`. Standardisation of the
 * features and of a regression's target is folded into the weights next to it, in float64 and rounded once, so that
 * pixels 0-255 go straight into the first product.
 * @throws SHAPE_MISMATCH, as the operations do, when the network's layers do not fit one another.
 */
export function predictiveGraph(
  network: CompactNetwork,
  batch = 1,
  options: PredictiveGraphOptions = {},
): PredictiveGraph {
  const { output, ...constants } = networkOnRaw(network, input('input', [batch, columnCount(network.input)]), options);
  return { outputs: answersFrom(network.task, output), ...constants };
}

/**
 * The network's outputs `[batch, outputs]` for raw rows, with a regression's target in its own unit: logits, the log-odds
 * of the second label, a value.
 * @param row `[batch, columns of raw values]`, or `[batch, channels, height, width]`
 */
export function networkOnRaw(
  network: CompactNetwork,
  row: Node,
  { narrowsInputs = false, keepsScaling = false }: PredictiveGraphOptions = {},
): { readonly output: Node } & Pick<PredictiveGraph, 'names' | 'grids'> {
  const grids: Record<string, StoredGrid> = {};
  const names = new Map<Node, string>();
  const named = (name: string, node: Node): Node => {
    names.set(node, name);
    return node;
  };
  const raw = rawFeatures(network.input, network.keptInputs, row, named);
  const { task } = network;
  const last = network.layers.length - 1;
  const scaling = targetScaling(task);
  const output = network.layers[last]!;
  const isFoldable = isWeighted(output) && output.activation === 'identity';
  const isCentred = raw.shift.every((value) => value === 0);
  const isEven = isCentred && raw.scale.every((value) => value === raw.scale[0]);
  const mayFold = (!narrowsInputs || (raw.isGathered && isCentred)) && (!keepsScaling || isEven);
  const takesRaw =
    mayFold &&
    network.layers.every((layer, index) => !sourcesOf(network, index).includes(-1) || canTakeRaw(layer, raw));
  const features = () =>
    network.image && network.input.kind === 'image' && network.input.measured
      ? standardisedChannels(network.input, network.input.measured, row, named)
      : standardised(raw, named, narrowsInputs && !raw.isGathered);
  const answer = throughNetwork(network, takesRaw ? raw.values : features(), {
    weighted: (layer, index, values) => {
      const folded = fold(layer, {
        ...(takesRaw && sourceOf(network, index) === -1 && { from: raw }),
        ...(index === last && isFoldable && scaling && { to: scaling }),
      });
      const name = `layers.${index}.weight`;
      if (folded.grid) grids[name] = folded.grid;
      const weight = named(name, constant(folded.weight, layer.weight.shape));
      const bias = named(`layers.${index}.bias`, constant(folded.bias));
      return activate(linear(layer, values, weight, bias), layer.activation);
    },
  });
  return { output: isFoldable ? answer : scaled(answer, scaling), names, grids };
}

/** Whether a layer's own weights can do what standardising its inputs would. A window's padding is 0, not the mean. */
function canTakeRaw(layer: CompactNetwork['layers'][number], { scale, shift }: RawFeatures): boolean {
  if (layer.kind === 'dense') return true;
  return (
    layer.kind === 'convolution' && shift.every((value) => value === 0) && scale.every((value) => value === scale[0])
  );
}

/**
 * The features in the network's own order, where no weights are there to be folded into.
 * @param withOrder whether to spell the order out even if it is the one there is
 */
export function standardised({ values, order, shift, scale }: RawFeatures, named: Naming, withOrder = false): Node {
  const features = div(sub(values, named('features.shift', constant(shift))), named('features.scale', constant(scale)));
  if (!withOrder && order.every((position, at) => position === at)) return features;
  const places = order.map((_, position) => order.indexOf(position));
  return gather(features, named('features.order', constant(places, [places.length], 'int64')), 1);
}

/** The same of an image that is read whole: a mean and a scale for each channel, not for each value. */
function standardisedChannels(image: ImageInput, measured: readonly ChannelScale[], row: Node, named: Naming): Node {
  const { height, width, channels } = image;
  const [batch] = row.shape as [number];
  const [apart, each] = isChannelsFirst(image)
    ? [
        [batch, channels, height * width],
        [channels, 1],
      ]
    : [[batch, height * width, channels], [channels]];
  const numbers = (name: 'mean' | 'scale') =>
    constant(
      measured.map((channel) => channel[name]),
      each,
    );
  const centred = sub(reshape(row, apart), named('features.shift', numbers('mean')));
  return reshape(div(centred, named('features.scale', numbers('scale'))), row.shape);
}

interface Folding {
  /** What the layer's inputs still need. */
  readonly from?: RawFeatures | undefined;
  /** What its outputs are still to become. */
  readonly to?: readonly Affine[] | undefined;
}

/** Weights of one layer. */
const mostInFloat64 = 2 ** 20;

/** scale_out (W (v - shift) / scale_in + b) + mean_out as one affine map of v. Filters read values of one scale. */
function fold(
  { kind, weight, bias, grid }: CompactWeightedLayer,
  { from, to }: Folding,
): { weight: Float64Array | Float32Array; bias: Float64Array; grid?: StoredGrid } {
  // Not copied: of a large network almost all weights are here.
  if (!from && !to) {
    checkFinite(weight.data);
    checkFinite(bias.data);
    return { weight: weight.data, bias: Float64Array.from(bias.data), ...(grid && { grid }) };
  }
  const units = bias.data.length;
  const fanIn = weight.data.length / units;
  const isDense = kind === 'dense';
  const columns = Array.from({ length: fanIn }, (_, at) => at);
  const order = Uint32Array.from((isDense ? from?.order : undefined) ?? columns);
  const scales = Float64Array.from(columns, (at) => from?.scale[isDense ? at : 0] ?? 1);
  const shifts = Float64Array.from(columns, (at) => (isDense ? from?.shift[at] : undefined) ?? 0);
  // Rounded when the graph is lowered; of a large layer at once, so that it is not held in 64 bits as well.
  const folded = units * fanIn > mostInFloat64 ? new Float32Array(units * fanIn) : new Float64Array(units * fanIn);
  const biases = Float64Array.from(bias.data);
  for (let unit = 0; unit < units; unit++) {
    const { mean, scale } = to?.[unit] ?? { mean: 0, scale: 1 };
    const row = unit * fanIn;
    let shifted = 0;
    for (let at = 0; at < fanIn; at++) {
      const value = weight.data[row + order[at]!]! / scales[at]!;
      folded[row + at] = scale * value;
      shifted += value * shifts[at]!;
    }
    biases[unit] = scale * (biases[unit]! - shifted) + mean;
  }
  checkFinite(folded instanceof Float32Array ? folded : Float32Array.from(folded));
  checkFinite(Float32Array.from(biases));
  return { weight: folded, bias: biases, ...(grid && { grid: foldedGrid(grid, kind, { from, to }) }) };
}

/** Scales of outputs go into the steps, and so does the scale of the inputs where it is the same for all. */
function foldedGrid(
  { bits, steps }: WeightGrid,
  kind: CompactWeightedLayer['kind'],
  { from, to }: Folding,
): StoredGrid {
  const scales = from?.scale ?? [1];
  const isEven = kind !== 'dense' || scales.every((scale) => scale === scales[0]);
  return {
    bits,
    steps: steps.map((step, unit) => (step * (to?.[unit]?.scale ?? 1)) / (isEven ? scales[0]! : 1)),
    ...(!isEven && { columns: Float32Array.from(scales, (scale) => 1 / scale) }),
  };
}

function checkFinite(values: Float32Array): void {
  // Zero times anything finite is zero. Four sums that do not wait for each other, for there may be a hundred million.
  let [a, b, c, d] = [0, 0, 0, 0];
  for (let at = 0; at < values.length; at += 4) {
    a += 0 * values[at]!;
    b += 0 * (values[at + 1] ?? 0);
    c += 0 * (values[at + 2] ?? 0);
    d += 0 * (values[at + 3] ?? 0);
  }
  if (a + b + c + d === 0) return;
  throw new SecateurError(
    'DATA_INVALID',
    'A weight of the exported model would not be a finite number: the network holds NaN or infinite weights, or a column was scaled by next to nothing. Train again with a lower learning rate, and leave out columns that hardly vary.',
  );
}
