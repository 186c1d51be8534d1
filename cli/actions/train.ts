import { resolve } from 'node:path';
import {
  type CheckpointPaths,
  checkpointPaths,
  checkTrainingOutput,
  checkWritable,
  existingCheckpoint,
  type PreparedTraining,
  prepareTraining,
  runTraining,
  trainingInputs,
} from '../../api/commands.ts';
import { formatBytes, formatNetwork, isSecateurError, SecateurError } from '../../core/index.ts';
import type { Action } from '../action.ts';
import { describeResult } from '../train/describe-result.ts';
import { dryRun } from '../train/dry-run.ts';
import { openRunLog, type RunLog } from '../train/run-log.ts';
import { type TrainCommandOptions, whatMatters } from '../train/train-options.ts';

export const train: Action<TrainCommandOptions> = async (context, [source = ''], options) => {
  if (options.seeds !== undefined) {
    const { trainSeeds } = await import('../train/seeds/train-seeds.ts');
    await trainSeeds(context, source, options, options.seeds);
    return;
  }
  if (options.log !== undefined) await checkLog(options.log, source, options);
  if (!options.dryRun) await checkTrainingOutput(source, options, context);
  const prepared = await prepareTraining(source, options, context);
  if (options.dryRun) {
    await dryRun(context, prepared, options.seed);
    return;
  }
  const log = options.log === undefined ? undefined : await openLog(options.log, prepared, options);
  try {
    const { result, posterior } = await runTraining(prepared, options, {
      ...context,
      ...(log && { onEpoch: log.epoch }),
    });
    await log?.result(result);
    const { output, sizeBytes, heldOut, notes } = result;
    context.result(result, describeResult(posterior, heldOut, notes, `${output} (${formatBytes(sizeBytes)})`));
  } catch (error) {
    const advised = withResumeAdvice(error, checkpointPaths(options.output), options.log);
    // The first failure is the one to tell, whether or not it can be logged.
    await log?.stopped(advised).catch(() => undefined);
    throw advised;
  } finally {
    await log?.close();
  }
};

async function checkLog(log: string, source: string, options: TrainCommandOptions): Promise<void> {
  await checkWritable(log, trainingInputs(source, options));
  if (resolve(log) === resolve(options.output)) {
    throw new SecateurError('ARGUMENT_INVALID', `${log}: --log and --output name the same file. Name two.`);
  }
}

async function openLog(
  path: string,
  { dataset, network }: PreparedTraining,
  options: TrainCommandOptions,
): Promise<RunLog> {
  const data = { name: dataset.name, sha256: dataset.provenance.sha256 };
  const identity = { data, network: formatNetwork(network), options: whatMatters(options) };
  return openRunLog(path, identity, options.resume === true);
}

function withResumeAdvice(error: unknown, checkpoints: CheckpointPaths, log: string | undefined): unknown {
  if (!isSecateurError(error)) return error;
  if (error.code === 'PROVIDER_FAILED' && existingCheckpoint(checkpoints)) {
    const advice = 'That is the same command with --resume; --engine and --device may be others.';
    return new SecateurError('PROVIDER_FAILED', `${error.message} ${advice}`, { cause: error });
  }
  if (error.code !== 'ABORTED') return error;
  const advice = existingCheckpoint(checkpoints)
    ? 'run the same command with --resume to continue'
    : `nothing was written${log === undefined ? '' : ` but the log, ${log}`}`;
  return new SecateurError('ABORTED', `interrupted; ${advice}.`);
}
