import { InvalidArgumentError, Option } from 'commander';
import { likelihoodNames, networkPresets } from '../../core/index.ts';
import { addDataOptions } from '../data-options.ts';
import { addEngineOptions } from '../engine-options.ts';
import { fraction, nonNegativeNumber, outputFile, positiveNumber, seedOption, wholeNumber } from '../options.ts';
import { readClassWeights } from '../train/class-weights.ts';
import { networkText } from '../train/network-option.ts';
import type { TrainCommandOptions } from '../train/train-options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addTrain: AddCommand = (program, signal) => {
  const command = program
    .command('train')
    .summary('fit a spike-and-slab posterior to a data set')
    .description(
      'fit a spike-and-slab posterior to a data set: every unit and input gets a probability of being needed. An ordinary dense network is trained first; the posterior starts from it and, with images, learns from its answers.',
    )
    .argument(
      '<data>',
      'mnist, fashion-mnist, a .csv, .tsv, .npy or .npz file, a folder of IDX files or of images by class, or a simulation (sim:saha, sim:bai,n=500, ...)',
    )
    .requiredOption('-o, --output <file>', 'where the posterior goes (.safetensors)', outputFile('.safetensors'))
    .option(
      '--network <layers>',
      `widths such as 784-300-10, layers (docs/networks.md), a .json file, or one of ${networkPresets.map(({ name }) => name).join(', ')} (default: from the size of the data)`,
      networkText,
    )
    .addOption(
      new Option(
        '--start <posterior>',
        'go on from this posterior, for example to a smaller --size (.safetensors)',
      ).conflicts('network'),
    )
    .option('--family <name>', 'variational family, see `secateur families`', 'node')
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
    .addOption(
      new Option('--size-macs <macs>', 'the same in multiply-accumulates of one forward pass')
        .argParser(wholeNumber(1, 1e12))
        .conflicts(['priorInclusion', 'size']),
    )
    .option(
      '--prior-inclusion <p>',
      'prior probability of being needed, `layerwise` or `edge` (default: 0.05 of inputs, 0.5 of units, 0.1 of single weights)',
      priorInclusion,
    )
    .option('--slab-scale <scale>', "standard deviation of the slab, or `learned` (default: twice He's)", slabScale)
    .option(
      '--spike-scale <scale>',
      "standard deviation of the spike, with the family mixture (default: an eighth of the slab's)",
      positiveNumber(1e6),
    )
    .option(
      '--temper-slab <factor>',
      "factor on the slab's part of the KL divergence (default: 1, with --size or --size-macs .05)",
      nonNegativeNumber(1e6),
    )
    .option('--temper-inclusion <factor>', "factor on the indicators' part", nonNegativeNumber(1e6), 1)
    .addOption(
      new Option(
        '--likelihood <name>',
        'how the target is drawn (default: categorical for classes, gaussian for numbers)',
      ).choices(likelihoodNames),
    )
    .option(
      '--class-weights <weights>',
      'how much classes count: `balanced`, or `a=1,b=3` (others count 1)',
      readClassWeights,
    )
    .addOption(
      new Option(
        '--augment <how>',
        'vary the training images: turned, stretched, slanted and shifted a little',
      ).choices(['affine']),
    )
    .option(
      '--sample-weights <name>',
      'what says how much each row counts: a column, an array of the .npz, a .npy beside',
    )
    .option('--no-select-inputs', 'prune hidden units only')
    .option('--teacher', "learn from the dense network's answers too, and keep more of it (default: images only)")
    .option('--no-teacher', 'start from scratch and learn from the labels alone')
    .option('--clip-norm <norm>', 'shorten longer gradients to this (default: none)', positiveNumber(1e9))
    .addOption(seedOption())
    .addOption(
      new Option('--seeds <number>', 'train with so many seeds, several at once, and sum up')
        .argParser(wholeNumber(2, 1000))
        .conflicts('dryRun'),
    )
    .option('--no-narrow', 'go on training what has become improbable, which takes longer')
    .option(
      '--checkpoint-seconds <seconds>',
      'how often an unfinished run is saved (default: 10)',
      nonNegativeNumber(1e6),
    )
    .addOption(
      new Option(
        '--early-stop <epochs>',
        'stop when the validation bound is no better for so many epochs, and take the best (default: all epochs, the last)',
      )
        .argParser(wholeNumber(1, 1e6))
        .conflicts(['size', 'sizeMacs']),
    )
    .option('--log <file>', 'one line of JSON for every epoch, for machines to read (.jsonl)')
    .option('--resume', 'continue an interrupted run of the same command')
    .addOption(
      // Nothing is written, so nothing has to be said about where to.
      new Option('--dry-run', 'say how many parameters, how much memory and time it takes, and write nothing').implies({
        output: '',
      }),
    );
  addEngineOptions(command);
  addDataOptions(command);
  finishCommand<TrainCommandOptions>(
    command,
    signal,
    'secateur train table.csv --target species -o table.safetensors',
    async () => {
      const { train } = await import('../actions/train.ts');
      return train;
    },
  );
};

function slabScale(text: string): number | 'learned' {
  if (text === 'learned') return text;
  try {
    return positiveNumber(1e6)(text);
  } catch {
    throw new InvalidArgumentError('Give a number above 0, at most 1e6, or learned.');
  }
}

function priorInclusion(text: string): number | 'layerwise' | 'edge' {
  if (text === 'layerwise' || text === 'edge') return text;
  try {
    return fraction()(text);
  } catch {
    throw new InvalidArgumentError('Give a number between 0 and 1, layerwise or edge.');
  }
}
