import { Option } from 'commander';
import type { ExportOptions } from '../../api/index.ts';
import { criteria } from '../../exporter/choices.ts';
import { addDataOptions } from '../data-options.ts';
import { addEngineOptions } from '../engine-options.ts';
import { addAnswerOptions } from '../export/answer-options.ts';
import { addBudgetOptions } from '../export/budget-options.ts';
import { addFineTuneOptions } from '../export/fine-tune-options.ts';
import { addPlaceOptions } from '../export/place-options.ts';
import { addRuleOptions } from '../export/rule-options.ts';
import { addStorageOptions } from '../export/storage-options.ts';
import { addWidthOptions } from '../export/width-options.ts';
import { wholeNumber } from '../options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addExport: AddCommand = (program, signal) => {
  const command = program
    .command('export')
    .summary('cut a posterior and write what is left as ONNX')
    .description('cut a posterior by a rule, remove what is cut, and write the network that is left as ONNX')
    .argument('<posterior>', 'a .safetensors file that train wrote')
    .optionsGroup('Where it goes:');
  addPlaceOptions(command).optionsGroup('What stays:');
  addRuleOptions(command);
  addBudgetOptions(command).addOption(
    new Option('--trade-off <file>', 'a curve that tradeoff wrote: scores of a budget are read there').conflicts([
      'criterion',
      'data',
      'round',
      'floor',
    ]),
  );
  addWidthOptions(command)
    .option('--measure-rounding', 'with --round: compare the latency here with that of the same cut unrounded')
    .addOption(
      new Option('--criterion <name>', 'what the rule goes by; magnitude, snr and taylor need a budget')
        .choices([...criteria.map(({ name }) => name), 'taylor'])
        .default('inclusion'),
    )
    .addOption(
      new Option('--dense', 'no cut: every weight at its posterior mean').conflicts([
        'rule',
        'budget',
        'round',
        'floor',
        'narrowInput',
        'fineTune',
        'data',
        'criterion',
      ]),
    )
    .optionsGroup('Training what is left:')
    .option(
      '--fine-tune <data>',
      'train the cut network further on the same data; the uncut posterior mean teaches, or --teachers',
    )
    .option('--fine-tune-epochs <number>', 'passes over the training rows', wholeNumber(1, 1e6));
  addFineTuneOptions(command);
  addEngineOptions(command).optionsGroup('What the file is:');
  addStorageOptions(command);
  addAnswerOptions(command)
    .option('--narrow-input', 'take only the columns that are read, and list them beside the model (.features.json)')
    .optionsGroup('Data, and how it is read:')
    .option(
      '--data <data>',
      'the data it was trained on, which is then looked at and not trained on: for --criterion taylor, budgets of scores, the report on calibration and what --weights cost (default: what --fine-tune names)',
    );
  addDataOptions(command);
  finishCommand<ExportOptions>(
    command,
    signal,
    'secateur export table.safetensors --rule median -o table.onnx',
    async () => {
      const { exportPosterior } = await import('../actions/export.ts');
      return exportPosterior;
    },
  );
};
