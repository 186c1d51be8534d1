import { stat } from 'node:fs/promises';
import { InvalidArgumentError, Option } from 'commander';
import { writePosterior } from '../../api/index.ts';
import { formatNetwork, isSecateurError, type NetworkSpec, type Posterior, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import {
  families,
  familyNamed,
  fitPosterior,
  type PriorOptions,
  type TrainedNetwork,
  trainDense,
} from '../../trainer/index.ts';
import type { CommandContext } from '../context.ts';
import { addDataOptions, type DataOptions, loadData } from '../data-options.ts';
import { bytes, count, fields, formatScore } from '../format.ts';
import { fraction, nonNegativeNumber, positiveNumber, seedOption, wholeNumber } from '../options.ts';
import { checkWritable } from '../output-path.ts';
import {
  type CheckpointPaths,
  checkpointPaths,
  existingCheckpoint,
  refuseForgottenCheckpoint,
  removeCheckpoints,
} from '../train/checkpoints.ts';
import { type HeldOut, measureHeldOut } from '../train/held-out.ts';
import { chooseNetwork, readNetwork } from '../train/network-option.ts';
import { describeTempering } from '../train/tempering.ts';
import { type AddCommand, finishCommand } from './command.ts';

interface TrainOptions extends DataOptions {
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
  readonly teacher: boolean;
  readonly seed: number;
  readonly resume?: boolean;
}

export const addTrain: AddCommand = (program, signal) => {
  const command = program
    .command('train')
    .summary('fit a spike-and-slab posterior to a data set')
    .description(
      'fit a spike-and-slab posterior to a data set: every unit and input gets a probability of being needed. An ordinary dense network is trained first; the posterior starts from it and learns from its answers.',
    )
    .argument('<data>', 'mnist, a .csv or .tsv table, or a folder of IDX files')
    .requiredOption('-o, --output <file>', 'where the posterior goes (.safetensors)')
    .option('--network <widths>', 'inputs, hidden widths, outputs (default: from the size of the data)', readNetwork)
    .addOption(
      new Option('--family <name>', 'variational family, see `secateur families`')
        .choices(families.map(({ name }) => name))
        .default('node'),
    )
    .option(
      '--epochs <number>',
      'passes over the training rows (default: from the size of the data)',
      wholeNumber(1, 1e6),
    )
    .option('--batch-size <number>', 'rows a step (default: from the size of the data)', wholeNumber(1, 65_536))
    .option('--learning-rate <rate>', 'peak rate of the weights', positiveNumber(10))
    .addOption(
      new Option('--size <parameters>', 'size-aware prior: aim at about this many parameters')
        .argParser(wholeNumber(1, 1e12))
        .conflicts('priorInclusion'),
    )
    .option('--prior-inclusion <p>', 'prior probability of being needed, or `layerwise`', priorInclusion)
    .option('--slab-scale <scale>', "standard deviation of the slab (default: twice He's)", positiveNumber(1e6))
    .option('--temper-slab <factor>', "factor on the slab's part of the KL divergence", nonNegativeNumber(1e6), 1)
    .option('--temper-inclusion <factor>', "factor on the indicators' part", nonNegativeNumber(1e6), 1)
    .option('--no-select-inputs', 'prune hidden units only')
    .option('--no-teacher', 'start from scratch and learn from the labels alone')
    .addOption(seedOption())
    .option('--resume', 'continue an interrupted run of the same command');
  addDataOptions(command);
  finishCommand<TrainOptions>(
    command,
    signal,
    'secateur train table.csv --target species -o table.safetensors',
    (context, [source], options) => train(context, source!, options),
  );
};

function priorInclusion(text: string): number | 'layerwise' {
  if (text === 'layerwise') return text;
  try {
    return fraction()(text);
  } catch {
    throw new InvalidArgumentError('Give a number between 0 and 1, or layerwise.');
  }
}

async function train(context: CommandContext, source: string, options: TrainOptions): Promise<void> {
  const checkpoints = checkpointPaths(options.output);
  await checkWritable(options.output);
  if (!options.resume) refuseForgottenCheckpoint(checkpoints);
  const dataset = await loadData(source, options);
  dataset.notes.forEach(context.note);
  const { network, note } = options.network ? { network: options.network, note: undefined } : chooseNetwork(dataset);
  if (note !== undefined) context.note(note);

  const { posterior, dense } = await trainBoth(context, dataset, network, options, checkpoints).catch((error) => {
    throw withResumeAdvice(error, checkpoints);
  });
  const heldOut = await measureHeldOut(dataset, posterior, dense);
  const saved = { ...posterior, metrics: { ...posterior.metrics, ...metricsOf(heldOut) } };
  await writePosterior(options.output, saved);
  await removeCheckpoints(checkpoints);
  const { size: sizeBytes } = await stat(options.output);
  context.result(
    {
      output: options.output,
      sizeBytes,
      network: formatNetwork(network),
      family: posterior.family,
      prior: posterior.prior,
      tempering: posterior.tempering,
      data: { ...posterior.data, notes: dataset.notes },
      metrics: saved.metrics,
      heldOut,
    },
    describe(saved, heldOut, `${options.output} (${bytes(sizeBytes)})`),
  );
}

async function trainBoth(
  context: CommandContext,
  dataset: Dataset,
  network: NetworkSpec,
  options: TrainOptions,
  checkpoints: CheckpointPaths,
): Promise<{ posterior: Posterior; dense: TrainedNetwork | undefined }> {
  const { signal, onProgress } = context;
  const { epochs, batchSize, learningRate, seed, family } = options;
  const common = {
    network,
    seed,
    signal,
    onProgress,
    ...(epochs !== undefined && { epochs }),
    ...(batchSize !== undefined && { batchSize }),
    ...(learningRate !== undefined && { learningRate }),
  };
  const hasTeacher = options.teacher && familyNamed(family).prunes;
  const dense = hasTeacher ? await trainDense(dataset, { ...common, checkpoint: checkpoints.dense }) : undefined;
  const { posterior } = await fitPosterior(dataset, {
    ...common,
    family,
    selectInputs: options.selectInputs,
    prior: priorOf(options),
    tempering: { slab: options.temperSlab, inclusion: options.temperInclusion },
    checkpoint: checkpoints.posterior,
    ...(dense && { teacher: dense.network, start: dense.network }),
  });
  return { posterior, dense };
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

function metricsOf({ measuredOn, dense, pruned }: HeldOut): Record<string, number> {
  const nameOf = (name: string, model: string) => `${measuredOn}${name === 'accuracy' ? 'Accuracy' : 'Rmse'}Of${model}`;
  return {
    ...(dense && { [nameOf(dense.name, 'Dense')]: dense.value }),
    ...(pruned && { [nameOf(pruned.name, 'MedianCut')]: pruned.value }),
  };
}

function describe(posterior: Posterior, heldOut: HeldOut, output: string): string {
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
  if (uncut !== undefined) lines.push(['No cut', uncut]);
  if (tempering !== undefined) lines.push(['Mind', tempering]);
  lines.push(['Saved', output]);
  return fields(lines);
}
