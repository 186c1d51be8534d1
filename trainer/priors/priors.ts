import {
  macCount,
  type NetworkSpec,
  type PriorRecord,
  parameterCount,
  SecateurError,
  structureOf,
  weightedLayers,
} from '../../core/index.ts';

/** What we believe before seeing data: how often a unit or input is needed, and how large weights then are. */
export type Prior = PriorRecord;

/** In nats a parameter; where the search for the price of a size-aware prior starts at most. */
const initialPrice = 0.5;

/**
 * In nats an example: what the whole of a network whose inputs all stay may cost at first. Labels of ten classes are worth
 * 2.3. At more filters are closed, before the price can fall, that nothing opens again: on 2,000 images a small residual
 * network was left with 4,100 of its 19,600 parameters where half of its multiply-accumulates were asked for.
 */
const initialCost = 1;

/**
 * Prior inclusion of an input when nothing else is asked for. Where the data says nothing of an input, because hardly any
 * unit is left that could read it, its posterior probability is the prior's: at 1/2 half of all noise seemed needed.
 * Chosen on designs whose truth is known (docs/benchmarks.md, calibration).
 */
export const defaultInputInclusion = 0.05;

export interface PriorOptions {
  /**
   * `layerwise` (SS-IG), `edge` (SV-BNN, only of families that speak of single weights), or a prior inclusion probability
   * for everything that has one. Default .5 of units, .1 of single weights and .05 of inputs (`defaultInputInclusion`);
   * `layerwise` and `edge` say nothing of inputs, which keep that.
   */
  readonly inclusion?: 'layerwise' | 'edge' | number;
  /**
   * A size-aware prior instead: every parameter that a network keeps costs the same number of nats, and that price is
   * found while training so that the expected number of kept parameters becomes this.
   */
  readonly budget?: number;
  /** What the budget counts: `parameters` (default), or `macs`, the multiply-accumulates of one forward pass. */
  readonly budgetUnit?: 'parameters' | 'macs';
  /**
   * Standard deviation of the slab, or `learned`: for each layer, while training, that which fits its weights best (empirical
   * Bayes). By default twice He's initial scale, 2 sqrt(2 / fanIn): at 1 everything is pruned.
   */
  readonly slabScale?: number | 'learned';
  /** Standard deviation of the spike of families whose spike is a narrow Gaussian; by default an eighth of the slab's. */
  readonly spikeScale?: number;
}

/**
 * @param examples number of training examples
 * @throws ARGUMENT_INVALID when a probability is not between 0 and 1, the scale is not positive, or the budget is more
 * than the whole network
 */
export function makePrior(network: NetworkSpec, examples: number, options: PriorOptions = {}): Prior {
  const { inclusion, budget } = options;
  const slabScale = options.slabScale === 'learned' ? undefined : options.slabScale;
  if (slabScale !== undefined && !(slabScale > 0 && slabScale < Infinity)) {
    throw new SecateurError('ARGUMENT_INVALID', `The slab scale must be positive, not ${slabScale}.`);
  }
  const layers = weightedLayers(network);
  const slab = {
    slabScales: layers.map(({ fanIn }) => slabScale ?? 2 * Math.sqrt(2 / fanIn)),
    ...(options.slabScale === 'learned' && { slabLearned: true as const }),
  };
  const hidden = structureOf(network).levels.slice(1, -1);
  const defaultInputLogit = logitOfLog(Math.log(defaultInputInclusion));
  if (budget !== undefined) {
    if (!(budget >= 1 && budget < Infinity))
      throw new SecateurError('ARGUMENT_INVALID', `The size must be at least 1, not ${budget}.`);
    const unit = options.budgetUnit ?? 'parameters';
    const whole = unit === 'macs' ? macCount(network) : parameterCount(network);
    if (budget > whole) {
      throw new SecateurError(
        'ARGUMENT_INVALID',
        `The size of ${budget} ${unit} is more than the network has, ${whole}. Ask for fewer, or for no size.`,
      );
    }
    const parameters = parameterCount(network);
    // Inputs that say nothing leave at no cost, so that what a network of vectors costs at first does no harm.
    const perParameter = network.image ? Math.min(initialPrice, (initialCost * examples) / parameters) : initialPrice;
    const size =
      unit === 'macs' ? { unit, budget, price: (perParameter * parameters) / whole } : { budget, price: perParameter };
    return { name: 'size-aware', ...slab, inputLogit: 0, unitLogits: hidden.map(() => 0), size };
  }
  if (inclusion === 'layerwise') {
    const logs = layerwiseLogInclusion(
      layers.map(({ fanIn, layer }) => ({ fanIn, units: layer.units })),
      examples,
    );
    const unitLogits = hidden.map(({ owner }) => logitOfLog(logs[layers.findIndex(({ index }) => index === owner)]!));
    return { name: 'layerwise', ...slab, inputLogit: defaultInputLogit, unitLogits };
  }
  if (inclusion === 'edge') {
    return { name: 'edge', ...slab, inputLogit: defaultInputLogit, unitLogits: hidden.map(() => 0) };
  }
  if (inclusion === undefined) {
    return { name: 'constant', ...slab, inputLogit: defaultInputLogit, unitLogits: hidden.map(() => 0) };
  }
  if (!(inclusion > 0 && inclusion < 1)) {
    throw new SecateurError('ARGUMENT_INVALID', `Prior inclusion must lie between 0 and 1, not ${inclusion}.`);
  }
  const logit = logitOfLog(Math.log(inclusion));
  return { name: 'constant', ...slab, inputLogit: logit, unitLogits: hidden.map(() => logit) };
}

/**
 * Log prior inclusion of the units of each hidden layer, of SS-IG (arXiv 2108.11000, the theory's lambda as its
 * authors' code computes it): lambda_l = exp(-[log k_{l+1} + 1e-9 (k_l + 1) v_l]).
 * @param layers those with weights, the last included; a filter's weights count as its inputs
 * @returns one number for each but the last
 */
export function layerwiseLogInclusion(
  layers: readonly { readonly fanIn: number; readonly units: number }[],
  examples: number,
): number[] {
  const hidden = layers.length - 1;
  const logN = Math.log(examples);
  const u = layers.map(
    ({ fanIn, units }) => (hidden + 1) ** 2 * (logN + Math.log(hidden + 1) + Math.log(fanIn + 1) + Math.log(units)),
  );
  const logSumU = Math.log(u.reduce((sum, value) => sum + value, 0));
  return layers.slice(0, hidden).map(({ fanIn, units }, layer) => {
    const others = layers
      .filter((_, other) => other !== layer)
      .reduce((sum, other) => sum + Math.log(other.fanIn + 1), 0);
    const v = (fanIn + 1) ** 2 + others + hidden + Math.log(units) + Math.log(fanIn + 1) + logN + logSumU;
    return -(Math.log(units) + 1e-9 * (fanIn + 1) * v);
  });
}

export function logitOfLog(logProbability: number): number {
  return logProbability - Math.log(-Math.expm1(logProbability));
}
