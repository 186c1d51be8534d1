import { type CompactNetwork, columnCount, graph, type Node, SecateurError } from '../core/index.ts';
import { type RawFeatures, rawFeatures } from './feature-parts.ts';

const { activate, add, constant, gemm, input, mul, softmax } = graph;

export interface PredictiveGraph {
  /**
   * Classification: `logits` and `probabilities`, `[batch, labels]`. Regression: `prediction`, `[batch, 1]`, in the
   * target's own unit.
   */
  readonly outputs: Readonly<Record<string, Node>>;
  /** Names of the constants, for readers of the file. */
  readonly names: ReadonlyMap<Node, string>;
}

/**
 * The whole way from raw rows to answers, on one Input `input` `[batch, columns of raw values]`. Standardisation of the
 * features and of a regression's target is folded into the weights next to it, in float64 and rounded once, so that
 * pixels 0-255 go straight into the first product.
 * @throws SHAPE_MISMATCH, as the operations do, when the network's layers do not fit one another.
 */
export function predictiveGraph(network: CompactNetwork, batch = 1): PredictiveGraph {
  const names = new Map<Node, string>();
  const named = (name: string, node: Node): Node => {
    names.set(node, name);
    return node;
  };
  const row = input('input', [batch, columnCount(network.input)]);
  const raw = rawFeatures(network.input, network.keptInputs, row, named);
  const { task } = network;
  const last = network.layers.length - 1;
  const target = task.kind === 'regression' ? task : { mean: 0, scale: 1 };
  const isFoldable = network.layers[last]!.activation === 'identity';
  const answer = network.layers.reduce((values, { weight, bias, activation }, index) => {
    const folding: Folding = {
      ...(index === 0 && { from: raw }),
      ...(index === last && isFoldable && { to: target }),
    };
    const folded = fold(weight.data, bias.data, weight.shape, folding);
    const product = gemm(values, named(`layers.${index}.weight`, constant(folded.weight, weight.shape)), {
      transB: true,
      c: named(`layers.${index}.bias`, constant(folded.bias)),
    });
    return activate(product, activation);
  }, raw.values);
  if (task.kind === 'classification') {
    return { outputs: { logits: answer, probabilities: softmax(answer) }, names };
  }
  const prediction = isFoldable ? answer : add(mul(answer, target.scale), target.mean);
  return { outputs: { prediction }, names };
}

interface Folding {
  /** What the layer's inputs still need. */
  readonly from?: RawFeatures;
  /** What its outputs are still to become: `scale * output + mean`. */
  readonly to?: { readonly mean: number; readonly scale: number };
}

/** scale_out (W (v - shift) / scale_in + b) + mean_out as one affine map of v. */
function fold(
  weight: Float32Array,
  bias: Float32Array,
  shape: readonly number[],
  { from, to = { mean: 0, scale: 1 } }: Folding,
): { weight: Float64Array; bias: Float64Array } {
  const [units, inputs] = shape as [number, number];
  const folded = new Float64Array(units * inputs);
  const biases = Float64Array.from(bias);
  for (let unit = 0; unit < units; unit++) {
    for (let at = 0; at < inputs; at++) {
      const value = weight[unit * inputs + (from?.order[at] ?? at)]! / (from?.scale[at] ?? 1);
      folded[unit * inputs + at] = to.scale * value;
      biases[unit]! -= value * (from?.shift[at] ?? 0);
    }
    biases[unit] = to.scale * biases[unit]! + to.mean;
  }
  checkFinite(folded);
  checkFinite(biases);
  return { weight: folded, bias: biases };
}

function checkFinite(values: Float64Array): void {
  if (values.every((value) => Number.isFinite(Math.fround(value)))) return;
  throw new SecateurError(
    'DATA_INVALID',
    'A weight of the exported model would not be a finite number: the network holds NaN or infinite weights, or a column was scaled by next to nothing. Train again with a lower learning rate, and leave out columns that hardly vary.',
  );
}
