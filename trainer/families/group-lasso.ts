import { graph, weightedLayers } from '../../core/index.ts';
import type { Family } from './family.ts';
import { type Parameters, scaledNodes, tameExp, type UnitScales } from './unit-scales.ts';

/**
 * Spike-and-slab group lasso (SS-GL, arXiv 2308.09104): w = z sqrt(t_j) (mu + s eps) with t_j ~ Gamma((k + 2) / 2,
 * rate lambda^2 / 2) for a unit of k weights and a bias; without t, that is the density exp(-lambda |w_j| / sigma0). q is
 * log-normal for t_j and for the layer's lambda^2. Lambda^2's prior, exponential of mean k + 2, is ours: t is then about 1.
 */
const { add, mul, sub, total } = graph;

const initialLogVariance = -4;

const names = (layer: number) => ({
  scaleMean: `layers.${layer}.unitScaleLogMean`,
  scaleVariance: `layers.${layer}.unitScaleLogVariance`,
  rateMean: `layers.${layer}.lassoRateLogMean`,
  rateVariance: `layers.${layer}.lassoRateLogVariance`,
  noise: `noise.layers.${layer}.unitScale`,
});

const scales: UnitScales = {
  parameters: ({ index, layer, output, fanIn }) => {
    const { scaleMean, scaleVariance, rateMean, rateVariance } = names(index);
    const [ofUnits, ofLayer] = [
      { shape: [layer.units], axes: [output] },
      { shape: [1], axes: [] },
    ];
    return [
      { name: scaleMean, ...ofUnits, role: 'weight', initial: 0 },
      { name: scaleVariance, ...ofUnits, role: 'logVariance', initial: initialLogVariance },
      { name: rateMean, ...ofLayer, role: 'weight', initial: Math.log(fanIn + 2) },
      { name: rateVariance, ...ofLayer, role: 'logVariance', initial: initialLogVariance },
    ];
  },
  noise: ({ index, layer }) => [{ name: names(index).noise, shape: [layer.units], distribution: 'normal' }],
  sampled: (context, { index }) => {
    const { mean, variance } = logSquare(context, index);
    return tameExp(mul(add(mean, mul(graph.sqrt(variance), context.noise[names(index).noise]!)), 0.5));
  },
  moments: (context, { index }) => {
    const { mean, variance } = logSquare(context, index);
    return {
      mean: tameExp(add(mul(mean, 0.5), mul(variance, 0.125))),
      square: tameExp(add(mean, mul(variance, 0.5))),
    };
  },
  divergence: (context, { index, ordinal, layer }, prior) => {
    const k = prior.fanIns![ordinal]!;
    const { parameters } = context;
    const { scaleVariance, rateMean, rateVariance } = names(index);
    const scale = logSquare(context, index);
    const logRate = parameters[rateMean]!;
    const logExpectedRate = add(logRate, mul(tameExp(parameters[rateVariance]!), 0.5));
    const shape = (k + 2) / 2;
    const ofUnits = sub(
      add(
        mul(sub(Math.log(2), add(logRate, scale.mean)), shape),
        mul(tameExp(add(logExpectedRate, add(scale.mean, mul(scale.variance, 0.5)))), 0.5),
      ),
      mul(parameters[scaleVariance]!, 0.5),
    );
    const ofRate = sub(
      tameExp(sub(logExpectedRate, Math.log(k + 2))),
      add(logRate, mul(parameters[rateVariance]!, 0.5)),
    );
    const constants = layer.units * (logGammaOfHalf(k + 2) - normalEntropy) + Math.log(k + 2) - normalEntropy;
    return add(add(total(ofUnits), total(ofRate)), constants);
  },
};

/** log t, which is twice the log of the scale sqrt(t). */
function logSquare({ parameters }: Parameters, layer: number) {
  const { scaleMean, scaleVariance } = names(layer);
  return { mean: parameters[scaleMean]!, variance: tameExp(parameters[scaleVariance]!) };
}

/** Of a standard normal variable, in nats. */
const normalEntropy = 0.5 * Math.log(2 * Math.PI * Math.E);

/** log Gamma(n / 2) for a whole n > 0, by Gamma(x) = (x - 1) Gamma(x - 1). */
function logGammaOfHalf(n: number): number {
  let sum = n % 2 === 0 ? 0 : 0.5 * Math.log(Math.PI);
  for (let twice = n - 2; twice > 0; twice -= 2) sum += Math.log(twice / 2);
  return sum;
}

export const groupLasso: Family = scaledNodes(
  {
    name: 'group-lasso',
    summary: 'indicators as `node`, and a group-lasso scale for the weights of each unit (SS-GL, arXiv 2308.09104)',
    // Groups keep the size they had before inputs leave the training.
    completePrior: (prior, { network }) => ({ ...prior, fanIns: weightedLayers(network).map(({ fanIn }) => fanIn) }),
  },
  scales,
);
