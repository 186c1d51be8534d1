import { Option } from 'commander';
import type { RunOptions } from '../actions/run.ts';
import { positiveNumber } from '../options.ts';
import { deviceNames } from '../providers.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addRun: AddCommand = (program, signal) => {
  const command = program
    .command('run')
    .summary('predict with an exported model')
    .description('predict with a model that export wrote: one line of CSV for every row, or JSON')
    .argument('<model>', 'an .onnx file')
    .requiredOption('--input <csv>', 'rows to predict on: columns by name, or pixels 0-255 by position')
    .option('-o, --output <file>', 'where predictions go (default: standard output)')
    .option(
      '--width <part>',
      'of a model exported with --adjustable: above 0, at most 1 (default: 1)',
      positiveNumber(1),
    )
    .option('--probabilities', 'a column for the probability of every class')
    .addOption(new Option('--device <name>', 'what it runs on').choices(['auto', ...deviceNames]).default('auto'));
  finishCommand<RunOptions>(command, signal, 'secateur run table.onnx --input rows.csv', async () => {
    const { run } = await import('../actions/run.ts');
    return run;
  });
};
