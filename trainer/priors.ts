import { type NetworkSpec, type PriorRecord, SecateurError, widthsOf } from '../core/index.ts';

/** What we believe before seeing data: how often a unit or input is needed, and how large weights then are. */
export type Prior = PriorRecord;

/** In nats a parameter; where the search for the price of a size-aware prior starts. */
const initialPrice = 0.5;

export interface PriorOptions {
  /** `layerwise` (SS-IG) or a prior inclusion probability for every unit and input. Default .5. */
  readonly inclusion?: 'layerwise' | number;
  /**
   * A size-aware prior instead: every parameter that a network keeps costs the same number of nats, and that price is
   * found while training so that the expected number of kept parameters becomes this.
   */
  readonly budget?: number;
  /** Standard deviation of the slab; by default twice He's initial scale, 2 sqrt(2 / fanIn): at 1 everything is pruned. */
  readonly slabScale?: number;
}

/**
 * @param examples number of training examples
 * @throws ARGUMENT_INVALID when a probability is not between 0 and 1 or the scale is not positive
 */
export function makePrior(network: NetworkSpec, examples: number, options: PriorOptions = {}): Prior {
  const { inclusion = 0.5, slabScale, budget } = options;
  if (slabScale !== undefined && !(slabScale > 0 && slabScale < Infinity)) {
    throw new SecateurError('ARGUMENT_INVALID', `The slab scale must be positive, not ${slabScale}.`);
  }
  const slabScales = widthsOf(network)
    .slice(0, -1)
    .map((fanIn) => slabScale ?? 2 * Math.sqrt(2 / fanIn));
  const hidden = network.layers.slice(0, -1);
  if (budget !== undefined) {
    if (!(budget >= 1 && budget < Infinity))
      throw new SecateurError('ARGUMENT_INVALID', `The size must be at least 1, not ${budget}.`);
    const size = { budget, price: initialPrice };
    return { name: 'size-aware', slabScales, inputLogit: 0, unitLogits: hidden.map(() => 0), size };
  }
  if (inclusion === 'layerwise') {
    const logs = layerwiseLogInclusion(widthsOf(network), examples);
    const unitLogits = hidden.map((_, layer) => logitOfLog(logs[layer]!));
    return { name: 'layerwise', slabScales, inputLogit: 0, unitLogits };
  }
  if (!(inclusion > 0 && inclusion < 1)) {
    throw new SecateurError('ARGUMENT_INVALID', `Prior inclusion must lie between 0 and 1, not ${inclusion}.`);
  }
  const logit = logitOfLog(Math.log(inclusion));
  return { name: 'constant', slabScales, inputLogit: logit, unitLogits: hidden.map(() => logit) };
}

/**
 * Log prior inclusion of the units of each hidden layer, of SS-IG (arXiv 2108.11000, the theory's lambda as its
 * authors' code computes it; METHODS 1.1): lambda_l = exp(-[log k_{l+1} + 1e-9 (k_l + 1) v_l]).
 * @param widths from inputs to outputs
 */
export function layerwiseLogInclusion(widths: readonly number[], examples: number): number[] {
  const hidden = widths.length - 2;
  const logN = Math.log(examples);
  const layers = Array.from({ length: hidden + 1 }, (_, layer) => layer);
  const fanIn = (layer: number) => widths[layer]! + 1;
  const u = layers.map(
    (layer) =>
      (hidden + 1) ** 2 * (logN + Math.log(hidden + 1) + Math.log(fanIn(layer)) + Math.log(widths[layer + 1]!)),
  );
  const logSumU = Math.log(u.reduce((sum, value) => sum + value, 0));
  return layers.slice(0, hidden).map((layer) => {
    const others = layers.filter((other) => other !== layer).reduce((sum, other) => sum + Math.log(fanIn(other)), 0);
    const v =
      fanIn(layer) ** 2 + others + hidden + Math.log(widths[layer + 1]!) + Math.log(fanIn(layer)) + logN + logSumU;
    return -(Math.log(widths[layer + 1]!) + 1e-9 * fanIn(layer) * v);
  });
}

function logitOfLog(logProbability: number): number {
  return logProbability - Math.log(-Math.expm1(logProbability));
}
