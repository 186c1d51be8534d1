import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { checkWritable, engineOf, filesOf, loadData, readPosterior, writePosterior } from '../../api/index.ts';
import { formatNetwork, isSecateurError, type NetworkSpec, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import type { Fit, TrainedNetwork } from '../../trainer/index.ts';
import type { Action } from '../action.ts';
import type { CommandContext } from '../context.ts';
import { bytes } from '../format.ts';
import {
  type CheckpointPaths,
  checkpointPaths,
  existingCheckpoint,
  refuseForgottenCheckpoint,
  removeCheckpoints,
} from '../train/checkpoints.ts';
import { chooseNetwork } from '../train/choose-network.ts';
import { describeResult, heldOutMetrics, notesOn } from '../train/describe-result.ts';
import { dryRun } from '../train/dry-run.ts';
import { measureHeldOut } from '../train/held-out.ts';
import { namedNetwork } from '../train/network-option.ts';
import { openRunLog, type RunLog } from '../train/run-log.ts';
import { type TrainOptions, whatMatters } from '../train/train-options.ts';
import { type TrainStages, trainStages } from '../train/train-stages.ts';

export const train: Action<TrainOptions> = async (context, [source = ''], options) => {
  if (options.seeds !== undefined) {
    const { trainSeeds } = await import('../train/seeds/train-seeds.ts');
    await trainSeeds(context, source, options, options.seeds);
    return;
  }
  const checkpoints = checkpointPaths(options.output);
  const inputs = [source, ...filesOf(options), ...(options.start === undefined ? [] : [options.start])];
  if (!options.dryRun) await checkWritable(options.output, inputs);
  if (options.log !== undefined) {
    await checkWritable(options.log, inputs);
    if (resolve(options.log) === resolve(options.output)) {
      throw new SecateurError('ARGUMENT_INVALID', `${options.log}: --log and --output name the same file. Name two.`);
    }
  }
  if (!options.dryRun) {
    if (!options.resume) refuseForgottenCheckpoint(checkpoints);
    else if (existingCheckpoint(checkpoints) === undefined) {
      context.note('There is nothing to resume: training begins anew.');
    }
  }
  const engine = await engineOf(options);
  const dataset = await loadData(source, options);
  dataset.notes.forEach(context.note);
  const start = options.start === undefined ? undefined : await readPosterior(options.start);
  const network = start?.network ?? (await networkOf(context, dataset, options));

  const stages = trainStages(dataset, network, options, { engine, start });
  if (options.dryRun) {
    await dryRun(context, dataset, network, stages, options.seed);
    return;
  }
  const log = options.log === undefined ? undefined : await openLog(options.log, dataset, network, options);
  try {
    const { fit, dense } = await trainBoth(context, stages, options, checkpoints, log);
    const { posterior } = fit;
    const notes = [...(dense ? notesOn('Dense network', dense) : []), ...notesOn('Posterior', fit), ...fit.warnings];
    const heldOut = await measureHeldOut(dataset, posterior, dense);
    const saved = { ...posterior, metrics: { ...posterior.metrics, ...heldOutMetrics(heldOut) } };
    await writePosterior(options.output, saved);
    const { size: sizeBytes } = await stat(options.output);
    const value = {
      output: options.output,
      sizeBytes,
      network: formatNetwork(network),
      family: posterior.family,
      prior: posterior.prior,
      tempering: posterior.tempering,
      data: { ...posterior.data, notes: dataset.notes },
      metrics: saved.metrics,
      heldOut,
      notes,
    };
    await log?.result(value);
    await removeCheckpoints(checkpoints);
    context.result(value, describeResult(saved, heldOut, notes, `${options.output} (${bytes(sizeBytes)})`));
  } catch (error) {
    const advised = withResumeAdvice(error, checkpoints);
    // The first failure is the one to tell, whether or not it can be logged.
    await log?.stopped(advised).catch(() => undefined);
    throw advised;
  } finally {
    await log?.close();
  }
};

async function networkOf(context: CommandContext, dataset: Dataset, options: TrainOptions): Promise<NetworkSpec> {
  if (options.network !== undefined) return namedNetwork(options.network, dataset);
  const { network, note } = chooseNetwork(dataset);
  context.note(note);
  return network;
}

async function openLog(path: string, dataset: Dataset, network: NetworkSpec, options: TrainOptions): Promise<RunLog> {
  const data = { name: dataset.name, sha256: dataset.provenance.sha256 };
  const identity = { data, network: formatNetwork(network), options: whatMatters(options) };
  return openRunLog(path, identity, options.resume === true);
}

async function trainBoth(
  { signal, onProgress }: CommandContext,
  { dense: trainDense, posterior: fitPosterior }: TrainStages,
  { checkpointSeconds }: TrainOptions,
  checkpoints: CheckpointPaths,
  log: RunLog | undefined,
): Promise<{ fit: Fit; dense: TrainedNetwork | undefined }> {
  const hooks = {
    signal,
    onProgress,
    ...(log && { onEpoch: log.epoch }),
    ...(checkpointSeconds !== undefined && { checkpointSeconds }),
  };
  const dense = await trainDense?.({ ...hooks, checkpoint: checkpoints.dense });
  return { dense, fit: await fitPosterior({ ...hooks, checkpoint: checkpoints.posterior }, dense?.network) };
}

function withResumeAdvice(error: unknown, checkpoints: CheckpointPaths): unknown {
  if (!isSecateurError(error)) return error;
  if (error.code === 'PROVIDER_FAILED' && existingCheckpoint(checkpoints)) {
    const advice = 'That is the same command with --resume; --engine and --device may be others.';
    return new SecateurError('PROVIDER_FAILED', `${error.message} ${advice}`, { cause: error });
  }
  if (error.code !== 'ABORTED') return error;
  const advice = existingCheckpoint(checkpoints)
    ? 'run the same command with --resume to continue'
    : 'nothing was written';
  return new SecateurError('ABORTED', `interrupted; ${advice}.`);
}
