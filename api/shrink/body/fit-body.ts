import { type CompactNetwork, macCount, parameterCount, specOf } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { type Budget, bitsOf, type WeightFormat } from '../../../exporter/index.ts';
import {
  type FineTuneOptions,
  type Fit,
  fineTune,
  fitPosterior,
  type PriorOptions,
  sizedSlabTempering,
  type TrainingOptions,
} from '../../../trainer/index.ts';
import type { ShrinkOptions } from '../shrink-options.ts';

type TrainingChoices = Pick<
  ShrinkOptions,
  'budget' | 'weights' | 'lean' | 'epochs' | 'fineTuneEpochs' | 'seed' | 'engine' | 'signal' | 'onProgress'
> &
  Pick<TrainingOptions, 'onPlan'>;

/**
 * Fits a posterior whose slab means begin at the model's own weights; the model teaches. A budget that speaks of size is
 * what the prior aims at, so that the units which are left are chosen for that size.
 * @param overheadBytes of the file, what is not the body's weights
 */
export function fitBody(
  dataset: Dataset,
  start: CompactNetwork,
  overheadBytes: number,
  { budget, weights, epochs, ...options }: TrainingChoices,
): Promise<Fit> {
  return fitPosterior(dataset, {
    ...hooks(options),
    network: specOf(start),
    start,
    teacher: start,
    prior: priorFor(start, budget, overheadBytes, bitsPerWeight(weights) / 8),
    tempering: { slab: sizedSlabTempering },
    ...(epochs !== undefined && { epochs }),
  });
}

/** Trains what a cut left, the uncut body its teacher; weights that will be stored as codes learn as codes. */
export async function tune(
  network: CompactNetwork,
  dataset: Dataset,
  teacher: CompactNetwork,
  {
    fineTuneEpochs,
    weights = 'float32',
    lean = false,
    constantRate,
    ...options
  }: TrainingChoices & Pick<FineTuneOptions, 'constantRate'>,
): Promise<CompactNetwork> {
  const weightBits = bitsOf(weights);
  const tuned = await fineTune(network, dataset, {
    ...hooks(options),
    teacher,
    ...(fineTuneEpochs !== undefined && { epochs: fineTuneEpochs }),
    ...(weightBits !== undefined && { weightBits, sharesSteps: lean }),
    ...(constantRate && { constantRate }),
  });
  return tuned.network;
}

function hooks({ seed = 0, engine, signal, onProgress, onPlan }: TrainingChoices) {
  return {
    seed,
    ...(engine && { engine }),
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
    ...(onPlan && { onPlan }),
  };
}

function bitsPerWeight(format: WeightFormat = 'float32'): number {
  return Number(/\d+$/.exec(format)![0]);
}

function priorFor(
  start: CompactNetwork,
  budget: Budget | undefined,
  overheadBytes: number,
  bytesPerParameter: number,
): PriorOptions {
  const network = specOf(start);
  const aims = (budget?.limits ?? []).flatMap(({ quantity, most }): PriorOptions[] => {
    switch (quantity) {
      case 'parameters':
        return [{ budget: most }];
      case 'bytes':
        return [{ budget: Math.floor((most - overheadBytes) / bytesPerParameter) }];
      case 'macs':
        return [{ budget: most, budgetUnit: 'macs' }];
      default:
        return [];
    }
  });
  const isUseful = ({ budget: aim, budgetUnit }: PriorOptions) =>
    aim! >= 1 && aim! < (budgetUnit === 'macs' ? macCount(network) : parameterCount(network));
  return aims.find(isUseful) ?? {};
}
