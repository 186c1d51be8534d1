import { Option } from 'commander';
import { imageSize, pixelScaleOption, positiveNumber } from '../options.ts';
import { deviceNames } from '../providers.ts';
import type { RunOptions } from '../run/run-options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addRun: AddCommand = (program, signal) => {
  const command = program
    .command('run')
    .summary('predict with an exported model')
    .description(
      'predict with a model, one that export wrote or any other: one line of CSV for every row, or JSON. Of models from elsewhere all outputs are printed that are tensors, or scores by class in a map',
    )
    .argument('<model>', 'an .onnx file, or a package, whose card says how a model from elsewhere is fed')
    .requiredOption(
      '--input <data>',
      'rows to predict on: a .csv file with columns by name, or pixels 0-255 by position; of models from elsewhere columns by the names of their inputs, else by position, a .npy file, a .png or .jpg file, or what `train` takes',
    )
    .option('-o, --output <file>', 'where predictions go (default: standard output)')
    .option(
      '--width <part>',
      'of a model exported with --adjustable: above 0, at most 1 (default: 1)',
      positiveNumber(1),
    )
    .option('--probabilities', 'of models that export wrote: a column for the probability of every class')
    .option('--target <column>', 'of models from elsewhere: a column of the table to leave out')
    .option('--image-size <size>', 'of models from elsewhere: resize image files, for example to 28x28', imageSize)
    .option('--grey', 'of models from elsewhere: take image files without their colours')
    .addOption(pixelScaleOption('of models from elsewhere: ', 'else 0:1; of tables and arrays as they are'))
    .addOption(new Option('--device <name>', 'what it runs on').choices(['auto', ...deviceNames]).default('auto'));
  finishCommand<RunOptions>(command, signal, 'secateur run table.onnx --input rows.csv', async () => {
    const { run } = await import('../actions/run.ts');
    return run;
  });
};
