import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { writePosterior } from '../../api/index.ts';
import { formatNetwork, isSecateurError, type NetworkSpec, type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  type Fit,
  familyNamed,
  fitPosterior,
  type PriorOptions,
  type Score,
  type TrainedNetwork,
  trainDense,
} from '../../trainer/index.ts';
import type { Action } from '../action.ts';
import type { CommandContext } from '../context.ts';
import { type DataOptions, filesOf, loadData } from '../data-options.ts';
import { bytes, count, fields, formatScore } from '../format.ts';
import type { CommonOptions } from '../options.ts';
import { checkWritable } from '../output-path.ts';
import {
  type CheckpointPaths,
  checkpointPaths,
  existingCheckpoint,
  refuseForgottenCheckpoint,
  removeCheckpoints,
} from '../train/checkpoints.ts';
import { chooseNetwork } from '../train/choose-network.ts';
import { type HeldOut, measureHeldOut } from '../train/held-out.ts';
import { openRunLog, type RunLog } from '../train/run-log.ts';
import { describeTempering } from '../train/tempering.ts';

export interface TrainOptions extends DataOptions, CommonOptions {
  readonly output: string;
  readonly network?: NetworkSpec;
  readonly family: string;
  readonly epochs?: number;
  readonly batchSize?: number;
  readonly learningRate?: number;
  readonly size?: number;
  readonly priorInclusion?: number | 'layerwise';
  readonly slabScale?: number;
  readonly temperSlab: number;
  readonly temperInclusion: number;
  readonly selectInputs: boolean;
  readonly teacher?: boolean;
  readonly seed: number;
  readonly narrow: boolean;
  readonly checkpointSeconds?: number;
  readonly earlyStop?: number;
  readonly log?: string;
  readonly resume?: boolean;
}

export const train: Action<TrainOptions> = async (context, [source = ''], options) => {
  const checkpoints = checkpointPaths(options.output);
  const inputs = [source, ...filesOf(options)];
  await checkWritable(options.output, inputs);
  if (options.log !== undefined) {
    await checkWritable(options.log, inputs);
    if (resolve(options.log) === resolve(options.output)) {
      throw new SecateurError('ARGUMENT_INVALID', `${options.log}: --log and --output name the same file. Name two.`);
    }
  }
  if (!options.resume) refuseForgottenCheckpoint(checkpoints);
  else if (existingCheckpoint(checkpoints) === undefined)
    context.note('There is nothing to resume: training begins anew.');
  const dataset = await loadData(source, options);
  dataset.notes.forEach(context.note);
  const { network, note } = options.network ? { network: options.network, note: undefined } : chooseNetwork(dataset);
  if (note !== undefined) context.note(note);

  const log = options.log === undefined ? undefined : await openLog(options.log, dataset, network, options);
  try {
    const { posterior, dense, notes } = await trainBoth(context, dataset, network, options, checkpoints, log);
    const heldOut = await measureHeldOut(dataset, posterior, dense);
    const saved = { ...posterior, metrics: { ...posterior.metrics, ...metricsOf(heldOut) } };
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
    context.result(value, describe(saved, heldOut, notes, `${options.output} (${bytes(sizeBytes)})`));
  } catch (error) {
    const advised = withResumeAdvice(error, checkpoints);
    // The first failure is the one to tell, whether or not it can be logged.
    await log?.stopped(advised).catch(() => undefined);
    throw advised;
  } finally {
    await log?.close();
  }
};

async function openLog(path: string, dataset: Dataset, network: NetworkSpec, options: TrainOptions): Promise<RunLog> {
  const data = { name: dataset.name, sha256: dataset.provenance.sha256 };
  const identity = { data, network: formatNetwork(network), options: whatMatters(options) };
  return openRunLog(path, identity, options.resume === true);
}

/** The options that make two runs the same, in an order that is not that of the command line. */
function whatMatters(options: TrainOptions): object {
  const {
    output: _output,
    network: _network,
    log: _log,
    checkpointSeconds: _checkpointSeconds,
    resume: _resume,
    json: _json,
    quiet: _quiet,
    ...others
  } = options;
  return Object.fromEntries(Object.entries(others).sort(([one], [other]) => (one < other ? -1 : 1)));
}

async function trainBoth(
  context: CommandContext,
  dataset: Dataset,
  network: NetworkSpec,
  options: TrainOptions,
  checkpoints: CheckpointPaths,
  log: RunLog | undefined,
): Promise<{ posterior: Posterior; dense: TrainedNetwork | undefined; notes: string[] }> {
  const { signal, onProgress } = context;
  const { epochs, batchSize, learningRate, checkpointSeconds, earlyStop, seed, family } = options;
  const common = {
    network,
    seed,
    signal,
    onProgress,
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(learningRate !== undefined && { learningRate }),
    ...(earlyStop !== undefined && { earlyStop }),
    ...(log && { onEpoch: log.epoch }),
    ...(checkpointSeconds !== undefined && { checkpointSeconds }),
  };
  const startsFromDense = options.teacher !== false && familyNamed(family).prunes;
  // A dense network has fitted some of the noise of a table's few rows: whoever learns its answers needs every input that
  // it used, and inclusion probabilities would speak of it instead of the data.
  const distils = options.teacher ?? dataset.input.kind === 'image';
  const dense = startsFromDense ? await trainDense(dataset, { ...common, checkpoint: checkpoints.dense }) : undefined;
  const fit = await fitPosterior(dataset, {
    ...common,
    family,
    selectInputs: options.selectInputs,
    narrow: options.narrow,
    prior: priorOf(options),
    tempering: { slab: options.temperSlab, inclusion: options.temperInclusion },
    checkpoint: checkpoints.posterior,
    ...(dense && { start: dense.network, ...(distils && { teacher: dense.network }) }),
  });
  const notes = [...(dense ? noteOnEpoch('Dense network', dense) : []), ...noteOnEpoch('Posterior', fit)];
  return { posterior: fit.posterior, dense, notes };
}

/** Early stopping takes another epoch than the last. */
function noteOnEpoch(what: string, { history, chosenEpoch }: Pick<Fit, 'history' | 'chosenEpoch'>): string[] {
  if (chosenEpoch === history.length - 1) return [];
  return [
    `${what}: stopped after ${history.length} epochs; taken is number ${chosenEpoch + 1}, where the validation bound was best.`,
  ];
}

function priorOf({ size, priorInclusion, slabScale }: TrainOptions): PriorOptions {
  return {
    ...(size !== undefined && { budget: size }),
    ...(priorInclusion !== undefined && { inclusion: priorInclusion }),
    ...(slabScale !== undefined && { slabScale }),
  };
}

function withResumeAdvice(error: unknown, checkpoints: CheckpointPaths): unknown {
  if (!isSecateurError(error) || error.code !== 'ABORTED') return error;
  const advice = existingCheckpoint(checkpoints)
    ? 'run the same command with --resume to continue'
    : 'nothing was written';
  return new SecateurError('ABORTED', `interrupted; ${advice}.`);
}

function metricsOf({ measuredOn, dense, pruned, uncut }: HeldOut): Record<string, number> {
  const nameOf = (name: string, model: string) => `${measuredOn}${name === 'accuracy' ? 'Accuracy' : 'Rmse'}Of${model}`;
  return {
    ...(dense && { [nameOf(dense.name, 'Dense')]: dense.value }),
    ...(pruned && { [nameOf(pruned.name, 'MedianCut')]: pruned.value }),
    ...(uncut && { [nameOf(uncut.score.name, 'PosteriorMean')]: uncut.score.value }),
  };
}

function describe(posterior: Posterior, heldOut: HeldOut, notes: readonly string[], output: string): string {
  const { dense, pruned, cut, uncut, measuredOn, rows } = heldOut;
  const tempering = describeTempering(posterior.tempering);
  const lines: [string, string][] = [['Held out', `${count(rows)} ${measuredOn} rows`]];
  if (dense) lines.push(['Dense', formatScore(dense)]);
  if (pruned && cut) {
    const ratio = cut.before.parameters / cut.after.parameters;
    lines.push(
      ['Median cut', formatScore(pruned)],
      ['Kept', `${cut.before.network} -> ${cut.after.network}`],
      [
        'Parameters',
        `${count(cut.before.parameters)} -> ${count(cut.after.parameters)} (${ratio.toFixed(1)} times fewer)`,
      ],
    );
  }
  if (cut?.selection) {
    const { truePositives, falsePositives, active, inactive } = cut.selection;
    lines.push([
      'Features',
      `kept ${truePositives} of ${active} that matter and ${falsePositives} of ${inactive} that do not`,
    ]);
  }
  const advice = dense && pruned && adviceOnLoss(dense, pruned);
  if (advice !== undefined) lines.push(['Mind', advice]);
  if (uncut) lines.push(['Uncut', formatScore(uncut.score)], ['No cut', uncut.why]);
  if (tempering !== undefined) lines.push(['Mind', tempering]);
  for (const note of notes) lines.push(['Mind', note]);
  lines.push(['Saved', output]);
  return fields(lines);
}

/** What to try when the cut costs half as many errors again, or a fifth of the RMSE. */
function adviceOnLoss(dense: Score, pruned: Score): string | undefined {
  const worse =
    dense.name === 'accuracy' ? 1 - pruned.value > 1.5 * (1 - dense.value) + 0.005 : pruned.value > 1.2 * dense.value;
  if (!worse) return undefined;
  return 'the cut network is clearly worse than the dense one. Fine-tune it (`secateur export --fine-tune <data>`), or keep more: --temper-slab 0.1, or --size with more parameters.';
}
