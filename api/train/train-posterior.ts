import { stat } from 'node:fs/promises';
import { formatNetwork, type NetworkSpec, type Posterior } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import type { Fit, OnEpoch, TrainedNetwork } from '../../trainer/index.ts';
import { filesOf, loadData } from '../data-options.ts';
import { engineOf } from '../engine-options.ts';
import type { Listener } from '../listener.ts';
import { checkWritable } from '../output-path.ts';
import { readPosterior, writePosterior } from '../posterior-files.ts';
import { checkpointPaths, existingCheckpoint, refuseForgottenCheckpoint, removeCheckpoints } from './checkpoints.ts';
import { chooseNetwork } from './choose-network.ts';
import { type HeldOut, heldOutMetrics, measureHeldOut } from './held-out.ts';
import { missedSize } from './missed-size.ts';
import { namedNetwork } from './named-network.ts';
import type { TrainOptions } from './train-options.ts';
import { type TrainStages, trainStages } from './train-stages.ts';

/** Whom a training tells how far it is, and who may call it off. */
export interface TrainListener extends Listener {
  readonly onEpoch?: OnEpoch;
}

/** A training that only has to be run. */
export interface PreparedTraining {
  readonly dataset: Dataset;
  readonly network: NetworkSpec;
  readonly stages: TrainStages;
}

export interface TrainingResult {
  /** The posterior's file. */
  readonly output: string;
  readonly sizeBytes: number;
  readonly network: string;
  readonly family: string;
  readonly prior: Posterior['prior'];
  readonly tempering: Posterior['tempering'];
  readonly data: Posterior['data'] & { readonly notes: readonly string[] };
  readonly metrics: Posterior['metrics'];
  readonly heldOut: HeldOut;
  readonly notes: readonly string[];
}

/** The files that a training reads, which nothing that it writes may replace. */
export function trainingInputs(source: string, options: TrainOptions): string[] {
  return [source, ...filesOf(options), ...(options.start === undefined ? [] : [options.start])];
}

/**
 * All that is found out before any training: places to write, data, network, engine.
 * @throws ARGUMENT_INVALID, NETWORK_INVALID, FILE_UNWRITABLE, DEPENDENCY_MISSING, and what loading data throws
 */
export async function prepareTraining(
  source: string,
  options: TrainOptions,
  { note }: Pick<TrainListener, 'note'>,
): Promise<PreparedTraining> {
  const engine = await engineOf(options);
  const dataset = await loadData(source, options);
  dataset.notes.forEach(note);
  const start = options.start === undefined ? undefined : await readPosterior(options.start);
  const network = start?.network ?? (await networkOf(dataset, options, note));
  return { dataset, network, stages: trainStages(dataset, network, options, { engine, start }) };
}

/**
 * Whether the output can be written, and what is to become of an earlier run that was interrupted.
 * @throws FILE_UNWRITABLE; ARGUMENT_INVALID where such a run would be lost
 */
export async function checkTrainingOutput(
  source: string,
  options: TrainOptions,
  { note }: Pick<TrainListener, 'note'>,
): Promise<void> {
  const checkpoints = checkpointPaths(options.output);
  await checkWritable(options.output, trainingInputs(source, options));
  if (!options.resume) refuseForgottenCheckpoint(checkpoints);
  else if (existingCheckpoint(checkpoints) === undefined) note('There is nothing to resume: training begins anew.');
}

/**
 * Trains in both stages, measures on held-out rows and writes the posterior. Checkpoints lie beside the output until then.
 * What `secateur train` and the studio do.
 * @throws TRAINING_DIVERGED, MEMORY_INSUFFICIENT, PROVIDER_FAILED, FILE_UNWRITABLE, ABORTED
 */
export async function runTraining(
  { dataset, network, stages }: PreparedTraining,
  { output, checkpointSeconds }: TrainOptions,
  { signal, onProgress, onEpoch }: TrainListener,
): Promise<{ readonly result: TrainingResult; readonly posterior: Posterior }> {
  const checkpoints = checkpointPaths(output);
  const hooks = {
    signal,
    onProgress,
    ...(onEpoch && { onEpoch }),
    ...(checkpointSeconds !== undefined && { checkpointSeconds }),
  };
  const dense = await stages.dense?.({ ...hooks, checkpoint: checkpoints.dense });
  const fit = await stages.posterior({ ...hooks, checkpoint: checkpoints.posterior }, dense?.network);
  const heldOut = await measureHeldOut(dataset, fit.posterior, dense);
  const notes = [...notesOnBoth(fit, dense), ...missedSize(fit.posterior.prior.size, heldOut.cut)];
  const posterior = { ...fit.posterior, metrics: { ...fit.posterior.metrics, ...heldOutMetrics(heldOut) } };
  await writePosterior(output, posterior);
  const { size: sizeBytes } = await stat(output);
  await removeCheckpoints(checkpoints);
  const { family, prior, tempering, data, metrics } = posterior;
  const result = {
    output,
    sizeBytes,
    network: formatNetwork(network),
    family,
    prior,
    tempering,
    data: { ...data, notes: dataset.notes },
    metrics,
    heldOut,
    notes,
  };
  return { result, posterior };
}

async function networkOf(
  dataset: Dataset,
  { network: named }: TrainOptions,
  note: TrainListener['note'],
): Promise<NetworkSpec> {
  if (named !== undefined) return namedNetwork(named, dataset);
  const chosen = chooseNetwork(dataset);
  note(chosen.note);
  return chosen.network;
}

function notesOnBoth(fit: Fit, dense: TrainedNetwork | undefined): string[] {
  return [...(dense ? notesOn('Dense network', dense) : []), ...notesOn('Posterior', fit), ...fit.warnings];
}

/** What a reader of the result should know: early stopping takes another epoch than the last. */
function notesOn(what: string, { history, chosenEpoch }: Pick<Fit, 'history' | 'chosenEpoch'>): string[] {
  if (chosenEpoch === history.length - 1) return [];
  return [
    `${what}: stopped after ${history.length} epochs; taken is number ${chosenEpoch + 1}, where the validation bound was best.`,
  ];
}
