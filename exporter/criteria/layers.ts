import { type Posterior, SecateurError, tensorNames, type Weighted, weightedLayers } from '../../core/index.ts';

/** What a posterior says of the weights and biases of one layer. */
export interface LayerPosterior {
  readonly weighted: Weighted;
  readonly slabScale: number;
  /** Prior log-odds of inclusion of a weight, 0 where the prior does not speak of weights. */
  readonly weightLogit: number;
  readonly weights: Gaussians;
  readonly biases: Gaussians;
}

/** Means and standard deviations. */
export interface Gaussians {
  readonly mean: ArrayLike<number>;
  readonly deviation: Float64Array;
}

export type SpikedLayer = LayerPosterior & { readonly spikeScale: number };

/** Layers whose weights are Gaussian; biases may be points. */
export type UncertainLayer = Pick<LayerPosterior, 'weighted' | 'weights'> & Partial<Pick<LayerPosterior, 'biases'>>;

/** @throws ARGUMENT_INVALID for a posterior without standard deviations, such as an ordinary network */
export function uncertainLayers({ network, tensors, family }: Posterior, criterion: string): UncertainLayer[] {
  const gaussians = (mean: string, logStdDev: string): Gaussians | undefined => {
    const logs = tensors[logStdDev];
    return logs && { mean: tensors[mean]!.data, deviation: Float64Array.from(logs.data, Math.exp) };
  };
  return weightedLayers(network).map((weighted) => {
    const { slabMean, slabLogStdDev, biasMean, biasLogStdDev } = tensorNames;
    const weights = gaussians(slabMean(weighted.index), slabLogStdDev(weighted.index));
    const biases = gaussians(biasMean(weighted.index), biasLogStdDev(weighted.index));
    if (!weights) throw lacking(criterion, 'standard deviations of weights', family, 'Choose magnitude');
    return { weighted, weights, ...(biases && { biases }) };
  });
}

/** @throws ARGUMENT_INVALID also where biases are points, as under a prior that is not Gaussian */
export function gaussianLayers(posterior: Posterior, criterion: string): LayerPosterior[] {
  const { prior, family } = posterior;
  return uncertainLayers(posterior, criterion).map(({ weighted, weights, biases }) => {
    if (!biases) throw lacking(criterion, 'standard deviations of biases', family, 'Choose snr');
    const slabScale = prior.slabScales[weighted.ordinal]!;
    return { weighted, slabScale, weightLogit: prior.weightLogits?.[weighted.ordinal] ?? 0, weights, biases };
  });
}

/** @throws ARGUMENT_INVALID for a posterior whose prior is no mixture of two Gaussians */
export function spikedLayers(posterior: Posterior, criterion: string): SpikedLayer[] {
  const { spikeScales } = posterior.prior;
  if (!spikeScales) {
    throw lacking(criterion, 'a prior of two Gaussians', posterior.family, "Train with the family 'mixture'");
  }
  return gaussianLayers(posterior, criterion).map((layer) => ({
    ...layer,
    spikeScale: spikeScales[layer.weighted.ordinal]!,
  }));
}

/** A function of each mean and standard deviation. */
export function eachOf({ mean, deviation }: Gaussians, value: (mean: number, deviation: number) => number) {
  return deviation.map((deviationAt, at) => value(mean[at]!, deviationAt));
}

function lacking(criterion: string, what: string, family: string, remedy: string): SecateurError {
  return new SecateurError(
    'ARGUMENT_INVALID',
    `The criterion '${criterion}' needs ${what}, which the family '${family}' has not. ${remedy}, or another criterion.`,
  );
}
