import { readPosterior, scoreGroups } from '../../api/index.ts';
import { type CompactNetwork, isSecateurError, likelihoodOf, type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  compact,
  exportModel,
  formatRule,
  type PruningPlan,
  planPruning,
  posteriorMean,
  type Rule,
} from '../../exporter/index.ts';
import { writeAtomically } from '../../files/index.ts';
import { type Augmentation, fineTune } from '../../trainer/index.ts';
import type { Action } from '../action.ts';
import type { CommandContext } from '../context.ts';
import { type DataOptions, filesOf, loadData } from '../data-options.ts';
import { type EngineOptions, engineOf } from '../engine-options.ts';
import { count, fields, bytes as formatBytes, formatScore, percent } from '../format.ts';
import { modelSize } from '../model-size.ts';
import { checkWritable } from '../output-path.ts';

export interface ExportOptions extends DataOptions, EngineOptions {
  readonly output: string;
  readonly rule?: Rule;
  readonly criterion: string;
  readonly data?: string;
  readonly dense?: boolean;
  readonly fineTune?: string;
  readonly fineTuneEpochs?: number;
  readonly fineTuneRate?: number;
  readonly weightDecay?: number;
  readonly augment?: Augmentation;
}

export const exportPosterior: Action<ExportOptions> = async (context, [source = ''], options) => {
  refuseIdleOptions(options);
  await checkWritable(options.output, inputsOf(source, options));
  const posterior = await readPosterior(source);
  const mean = posteriorMean(posterior);
  const plan = options.dense ? undefined : await planOf(source, posterior, options);
  const tuned = plan && (await cutAndTune(context, source, posterior, plan, mean, options));
  const before = exportModel(mean, { posterior });
  const after = tuned ? exportModel(tuned.network, { posterior, ...(plan && { plan }) }) : before;
  await writeAtomically(options.output, after);

  const sizes = { before: modelSize(before, 'the uncut model'), after: modelSize(after, options.output) };
  const ratio = sizes.after.sizeBytes / sizes.before.sizeBytes;
  context.result(
    {
      output: options.output,
      rule: plan ? formatRule(plan.rule) : 'none',
      ...(plan && { criterion: plan.criterion }),
      ...(plan?.weights && { activeWeights: plan.weights.after }),
      ...(plan && { why: plan.why }),
      ...sizes,
      sizeRatio: ratio,
      ...(tuned?.validation && { fineTuned: tuned.validation }),
    },
    fields([
      ['Cut', plan?.why ?? 'none: every weight at its posterior mean'],
      ...(tuned?.validation
        ? [['Fine-tuned', `validation ${formatScore(tuned.validation)}, taught by the posterior mean`] as const]
        : []),
      ['Parameters', `${count(sizes.before.parameters)} -> ${count(sizes.after.parameters)}`],
      ['Bytes', `${formatBytes(sizes.before.sizeBytes)} -> ${formatBytes(sizes.after.sizeBytes)} (${percent(ratio)})`],
      ['Saved', options.output],
    ]),
  );
};

/** How to train, and how data is read, is nothing without data. @throws ARGUMENT_INVALID */
function refuseIdleOptions(options: ExportOptions): void {
  const { fineTune, fineTuneEpochs, fineTuneRate, weightDecay, augment, engine, device } = options;
  if (options.data !== undefined && options.criterion !== 'taylor') {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--data is only read by --criterion taylor. Add that, or leave it out.',
    );
  }
  if (fineTune !== undefined) return;
  const idle = Object.entries({
    '--fine-tune-epochs': fineTuneEpochs,
    '--fine-tune-rate': fineTuneRate,
    '--weight-decay': weightDecay,
    '--augment': augment,
    '--engine': engine,
    '--device': device,
    ...(options.data === undefined && {
      '--target': options.target,
      '--target-file': options.targetFile,
      '--task': options.task,
      '--validation-fraction': options.validationFraction,
      '--test-fraction': options.testFraction,
      '--image-size': options.imageSize,
      '--grey': options.grey,
      '--test-file': options.testFile,
      '--split': options.split,
    }),
  }).find(([, value]) => value !== undefined);
  if (!idle) return;
  const [name] = idle;
  throw new SecateurError('ARGUMENT_INVALID', `${name} needs --fine-tune <data>. Name the data to train on.`);
}

function inputsOf(source: string, options: ExportOptions): string[] {
  const { fineTune, data } = options;
  return [source, ...[fineTune, data].filter((path) => path !== undefined), ...filesOf(options)];
}

async function planOf(source: string, posterior: Posterior, options: ExportOptions): Promise<PruningPlan> {
  const { rule = { name: 'median' }, criterion, data = options.fineTune } = options;
  const isRead = criterion === 'taylor' && data !== undefined;
  const dataset = isRead ? await loadSameData(source, posterior, data, options) : undefined;
  return planPruning(posterior, rule, { criterion: await scoreGroups(posterior, criterion, dataset) });
}

async function cutAndTune(
  context: CommandContext,
  source: string,
  posterior: Posterior,
  plan: PruningPlan,
  teacher: CompactNetwork,
  options: ExportOptions,
) {
  const cut = compact(posterior, plan);
  if (options.fineTune === undefined) return { network: cut, validation: undefined };
  const engine = await engineOf(options);
  const dataset = await loadSameData(source, posterior, options.fineTune, options);
  const { network, history } = await fineTune(cut, dataset, {
    teacher,
    seed: posterior.seed,
    signal: context.signal,
    onProgress: context.onProgress,
    ...(posterior.tempering.weights?.classes && { classWeights: posterior.tempering.weights.classes }),
    ...(options.fineTuneEpochs !== undefined && { epochs: options.fineTuneEpochs }),
    ...(options.fineTuneRate !== undefined && { learningRate: options.fineTuneRate }),
    ...(options.weightDecay !== undefined && { weightDecay: options.weightDecay }),
    ...(options.augment !== undefined && { augment: options.augment }),
    ...(engine && { engine }),
  }).catch((error) => {
    if (!isSecateurError(error) || error.code !== 'ABORTED') throw error;
    throw new SecateurError('ABORTED', 'interrupted; nothing was written.', { cause: error });
  });
  return { network, validation: history.at(-1)!.validation };
}

/** Other rows, or another division of them, would scale inputs differently and train on rows meant for the test. */
async function loadSameData(
  source: string,
  posterior: Posterior,
  data: string,
  options: DataOptions,
): Promise<Dataset> {
  const { task, tempering, seed } = posterior;
  const column = tempering.weights?.column;
  const dataset = await loadData(data, {
    task: task.kind,
    ...options,
    likelihood: likelihoodOf(task),
    ...(column !== undefined && { sampleWeights: column }),
    seed,
  });
  if (dataset.provenance.sha256 === posterior.data.sha256) return dataset;
  throw new SecateurError(
    'DATA_INVALID',
    `${data}: is not the data, or not the division into training and test rows, that ${source} was trained on. Give the file that train was given, with the same options on data (--target, --split, --test-fraction, ...).`,
  );
}
