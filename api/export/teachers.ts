import type { CompactNetwork, Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { posteriorMean } from '../../exporter/index.ts';
import { type DenseOptions, startingPatience, trainDense } from '../../trainer/index.ts';
import { engineOf } from '../engine-options.ts';
import type { Listener } from '../listener.ts';
import type { FineTuneHow } from './fine-tune-options.ts';
import { interrupted } from './interrupted.ts';

/** Who teaches a cut network: the posterior's mean, or so many dense networks. */
export async function teachersOf(
  { signal, onProgress }: Pick<Listener, 'signal' | 'onProgress'>,
  posterior: Posterior,
  dataset: Dataset,
  { teachers, augment, ...how }: Pick<FineTuneHow, 'teachers' | 'augment' | 'engine' | 'device'>,
): Promise<readonly CompactNetwork[]> {
  if (teachers === undefined) return [posteriorMean(posterior)];
  const engine = await engineOf(how);
  return trainTeachers(dataset, teachers, {
    network: posterior.network,
    seed: posterior.seed,
    signal,
    onProgress,
    ...(posterior.tempering.weights?.classes && { classWeights: posterior.tempering.weights.classes }),
    ...(augment !== undefined && { augment }),
    ...(engine && { engine }),
  }).catch((error) => {
    throw interrupted(error);
  });
}

/**
 * Dense networks of one shape, trained as the one that `secateur train` begins with is, each from a seed of its own. The mean
 * of their answers is right more often than one of them and knows better how sure it is (deep ensembles, arXiv 1612.01474), and
 * a small network can learn much of that (arXiv 1503.02531).
 */
export async function trainTeachers(
  dataset: Dataset,
  count: number,
  { seed = 0, ...options }: DenseOptions,
): Promise<readonly CompactNetwork[]> {
  const patience = dataset.input.kind === 'table' ? { earlyStop: startingPatience } : {};
  const teachers: CompactNetwork[] = [];
  for (let index = 1; index <= count; index++) {
    const { network } = await trainDense(dataset, { ...patience, ...options, seed: seed + index });
    teachers.push(network);
  }
  return teachers;
}
