import {
  type CompactNetwork,
  type CompactWeightedLayer,
  graph,
  linear,
  multiplied,
  type Node,
  partOf,
  type Tensor,
  throughNetwork,
} from '../../core/index.ts';
import type { Naming } from '../graph/feature-parts.ts';
import { activationMoments, type Moments } from './activation-moments.ts';
import type { LayerVariances, Variances } from './variances.ts';

const { add, constant, max, mul, square, sqrt, sub } = graph;

/**
 * Means and variances of a network's outputs, `[batch, outputs]`, by carrying those of every value through the layers
 * (assumed density filtering; Hernandez-Lobato and Adams, arXiv 1502.05336; Gast and Roth, arXiv 1805.11327). Sums and
 * products are exact for independent values; that values of one layer are not, is left out of account. Values of one channel
 * share their weights, so that in a pool (and in the largest of the channels) they are taken to deviate together: it is
 * evaluated one standard deviation above and below.
 */
export function momentOutputs(network: CompactNetwork, variances: Variances, features: Node, named: Naming): Moments {
  const known = new Map<Node, Node>();
  /** Undefined for what is certain: pixels, and pools of them. */
  const varianceOf = (values: Node) => known.get(values);
  const remember = ({ mean, variance }: Moments): Node => {
    known.set(mean, variance);
    return mean;
  };
  const pooled = (values: Node, pool: (values: Node) => Node): Node => {
    const variance = varianceOf(values);
    if (!variance) return pool(values);
    const stdDev = sqrt(max(variance, 0));
    const [above, below] = [pool(add(values, stdDev)), pool(sub(values, stdDev))];
    return remember({ mean: mul(add(above, below), 0.5), variance: square(mul(sub(above, below), 0.5)) });
  };
  const output = throughNetwork(network, features, {
    weighted: (layer, index, values) => {
      const sums = sumMoments(layer, variances.get(index)!, values, varianceOf(values), (part, node) =>
        named(`layers.${index}.${part}`, node),
      );
      return remember(activationMoments(sums, layer.activation));
    },
    summed: (values, others, activation) => {
      const [one, other] = [varianceOf(values), varianceOf(others)];
      const mean = add(values, others);
      const variance = one && other ? add(one, other) : (one ?? other);
      return variance ? remember(activationMoments({ mean, variance }, activation)) : graph.activate(mean, activation);
    },
    multiplied: (values, others, activation) => {
      const mean = multiplied(values, others);
      const variance = productVariance([values, varianceOf(values)], [others, varianceOf(others)]);
      return variance ? remember(activationMoments({ mean, variance }, activation)) : graph.activate(mean, activation);
    },
    sliced: (values, layer) => {
      const whole = varianceOf(values);
      const mean = partOf(values, layer);
      const variance = whole && partOf(whole, layer);
      // Of a whole slice without activation these are the moments that are known already.
      return variance
        ? remember(activationMoments({ mean, variance }, layer.activation))
        : graph.activate(mean, layer.activation);
    },
    joined: (parts, join) => {
      const variances = parts.map((values) => varianceOf(values));
      if (variances.every((variance) => variance === undefined)) return join(parts);
      const all = parts.map((values, at) => variances[at] ?? mul(values, 0));
      return remember({ mean: join(parts), variance: join(all) });
    },
    pooled,
    compared: (values, largest) => pooled(values, (image) => largest(image, 1)),
    flattened: (values, flatten) => {
      const variance = varianceOf(values);
      return variance ? remember({ mean: flatten(values), variance: flatten(variance) }) : flatten(values);
    },
  });
  return { mean: output, variance: varianceOf(output)! };
}

type Uncertain = readonly [mean: Node, variance: Node | undefined];

/** Of x y, independent: var(x) mean(y)^2 + mean(x)^2 var(y) + var(x) var(y). */
function productVariance([x, ofX]: Uncertain, [y, ofY]: Uncertain): Node | undefined {
  const fromX = ofX && multiplied(ofX, square(y));
  const fromY = ofY && multiplied(square(x), ofY);
  return ofX && ofY ? add(add(fromX!, fromY!), multiplied(ofX, ofY)) : (fromX ?? fromY);
}

/**
 * Of sum_i w_i x_i + b with independent weights and values: the mean is that of the means, the variance
 * sum_i var(w_i) mean(x_i)^2 + (mean(w_i)^2 + var(w_i)) var(x_i), and that of the bias.
 */
function sumMoments(
  layer: CompactWeightedLayer,
  variances: LayerVariances,
  values: Node,
  variance: Node | undefined,
  named: Naming,
): Moments {
  const tensor = (name: string, { data, shape }: Tensor) => named(name, constant(data, shape));
  const weight = tensor('weight', layer.weight);
  const spread = tensor('weightVariance', variances.weight);
  const ofWeights = linear(layer, square(values), spread, tensor('biasVariance', variances.bias));
  return {
    mean: linear(layer, values, weight, tensor('bias', layer.bias)),
    variance: variance ? add(ofWeights, linear(layer, variance, add(square(weight), spread))) : ofWeights,
  };
}
