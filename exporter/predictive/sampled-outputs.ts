import {
  type Activation,
  type CompactNetwork,
  type CompactWeightedLayer,
  graph,
  isPerUnit,
  multiplied,
  type Node,
  partOf,
  SecateurError,
  type Tensor,
  throughNetwork,
} from '../../core/index.ts';
import type { Naming } from '../graph/feature-parts.ts';
import type { LayerVariances, Variances } from './variances.ts';

const { activate, add, concat, constant, conv, gemm, input, matMul, mul, reshape, slice, transpose } = graph;

export interface SampledOutputs {
  /** `[batch, samples, outputs]` */
  readonly outputs: Node;
  /** Input nodes that stand for standard normal numbers. */
  readonly noise: readonly graph.NodeOf<'Input'>[];
}

/**
 * The outputs of several networks whose weights are drawn once, `mean + stdDev * noise`. They run side by side as one
 * network of so many times the channels, in as many groups: its values are `[batch, samples * units, ...]`, one network
 * after the other, and no operation is repeated for each.
 */
export function sampledOutputs(
  network: CompactNetwork,
  variances: Variances,
  samples: number,
  features: Node,
  named: Naming,
): SampledOutputs {
  const noise: graph.NodeOf<'Input'>[] = [];
  /** Values that are the same in every network: pixels, and pools of them. */
  const drawn = new WeakSet<Node>();
  const remember = (values: Node) => {
    drawn.add(values);
    return values;
  };
  const all = Array.from({ length: samples });
  /** Of the units of every network, one after the other. */
  const ofAll = (activation: Activation): Activation =>
    isPerUnit(activation) ? { ...activation, slopes: all.flatMap(() => activation.slopes) } : activation;
  const combined = (
    combine: (one: Node, other: Node) => Node,
    values: Node,
    others: Node,
    activation: Activation,
  ): Node => {
    if (drawn.has(values) !== drawn.has(others)) throw refused();
    const result = combine(values, others);
    return drawn.has(values) ? remember(activate(result, ofAll(activation))) : activate(result, activation);
  };
  const output = throughNetwork(network, features, {
    weighted: (layer, index, values) => {
      const draw = (name: string, mean: Tensor, variance: Tensor) => {
        const normal = input(`layers.${index}.${name}.noise`, [samples, ...mean.shape]) as graph.NodeOf<'Input'>;
        noise.push(normal);
        const spread = { shape: variance.shape, data: variance.data.map(Math.sqrt) };
        const [centre, scale] = [tensor(name, mean), tensor(`${name}StdDev`, spread)];
        return add(centre, mul(scale, normal as Node));
      };
      const tensor = (name: string, { data, shape }: Tensor) =>
        named(`layers.${index}.${name}`, constant(data, [1, ...shape]));
      const { weight, bias }: LayerVariances = variances.get(index)!;
      const sums = sideBySide(
        layer,
        values,
        { weight: draw('weight', layer.weight, weight), bias: draw('bias', layer.bias, bias), samples },
        drawn.has(values),
      );
      return remember(activate(sums, ofAll(layer.activation)));
    },
    summed: (values, others, activation) => combined(add, values, others, activation),
    multiplied: (values, others, activation) => combined(multiplied, values, others, activation),
    sliced: (values, layer) => {
      const { start, end, activation } = layer;
      if (!drawn.has(values)) return activate(partOf(values, layer), activation);
      const separate = slice(separated(values, samples), 2, start, end);
      const [batch, , width, ...image] = separate.shape as [number, number, number, ...number[]];
      return remember(activate(reshape(separate, [batch, samples * width, ...image]), ofAll(activation)));
    },
    joined: (parts, join) => {
      if (!parts.some((values) => drawn.has(values))) return join(parts);
      // Each network's own side by side, and then the networks.
      const separate = parts.map((values) => {
        return separated(drawn.has(values) ? values : concat(new Array<Node>(samples).fill(values), 1), samples);
      });
      const joined = concat(separate, 2);
      const [batch, , width, ...image] = joined.shape as [number, number, number, ...number[]];
      return remember(reshape(joined, [batch, samples * width, ...image]));
    },
    pooled: (values, pool) => (drawn.has(values) ? remember(pool(values)) : pool(values)),
    compared: (values, largest) => {
      if (!drawn.has(values)) return largest(values, 1);
      const { shape } = values;
      return remember(reshape(largest(separated(values, samples), 2), [shape[0]!, samples, ...shape.slice(2)]));
    },
    flattened: (values, flatten) => (drawn.has(values) ? remember(flatten(values)) : flatten(values)),
  });
  const [batch, width] = output.shape as [number, number];
  return { outputs: reshape(output, [batch, samples, width / samples]), noise };
}

/** `[batch, samples, units, ...]` */
function separated(values: Node, samples: number): Node {
  const [batch, width, ...image] = values.shape as [number, number, ...number[]];
  return reshape(values, [batch, samples, width / samples, ...image]);
}

interface Draws {
  /** `[samples, ...]` as the layer's own. */
  readonly weight: Node;
  readonly bias: Node;
  readonly samples: number;
}

function sideBySide(
  layer: CompactWeightedLayer,
  values: Node,
  { weight, bias, samples }: Draws,
  isDrawn: boolean,
): Node {
  const all = samples * layer.units;
  const [, , ...kernel] = layer.weight.shape;
  const stacked = (node: Node) => reshape(node, [all, ...node.shape.slice(2)]);
  if (layer.kind === 'convolution') {
    const { strides, pads, dilations } = layer;
    const own = layer.groups === 'depthwise' ? layer.units : layer.groups;
    const isShared = !isDrawn && own === 1;
    const copies = isDrawn || isShared ? values : concat(new Array<Node>(samples).fill(values), 1);
    const groups = isShared ? 1 : samples * own;
    const filters = reshape(weight, [all, layer.weight.shape[1]!, ...kernel]);
    return conv(copies, filters, { strides, pads, ...(dilations && { dilations }), groups, bias: stacked(bias) });
  }
  if (!isDrawn) return gemm(values, stacked(weight), { transB: true, c: stacked(bias) });
  const [batch, width] = values.shape as [number, number];
  // A product for each network: [samples, batch, inputs] times [samples, inputs, units].
  const separate = transpose(reshape(values, [batch, samples, width / samples]), [1, 0, 2]);
  const sums = add(matMul(separate, transpose(weight, [0, 2, 1])), reshape(bias, [samples, 1, layer.units]));
  return reshape(transpose(sums, [1, 0, 2]), [batch, all]);
}

function refused(): SecateurError {
  return new SecateurError(
    'UNSUPPORTED',
    'This network adds its inputs to what a layer with weights puts out, or multiplies them, which cannot be predicted by samples. Choose --predictive moments or mean.',
  );
}
