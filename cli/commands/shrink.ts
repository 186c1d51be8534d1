import { Option } from 'commander';
import { criteria } from '../../exporter/choices.ts';
import { addDataOptions } from '../data-options.ts';
import { addEngineOptions } from '../engine-options.ts';
import { addBudgetOptions } from '../export/budget-options.ts';
import { addPlaceOptions } from '../export/place-options.ts';
import { addRuleOptions } from '../export/rule-options.ts';
import { addWeightOptions } from '../export/storage-options.ts';
import { pixelScaleOption, seedOption, wholeNumber } from '../options.ts';
import type { ShrinkCommandOptions } from '../shrink/shrink-options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addShrink: AddCommand = (program, signal) => {
  const command = program
    .command('shrink')
    .summary('make a model that others trained physically smaller')
    .description(
      'make a model from PyTorch, Keras or scikit-learn physically smaller: remove the inputs and units that it does not need, train what is left with the original as its teacher, and measure on test rows what that cost',
    )
    .argument('<model>', 'an .onnx file')
    .optionsGroup('In and out:')
    .option('--data <data>', 'rows that the model was made for, as `train` takes them; raw, as the model is fed');
  addPlaceOptions(command, 'where the smaller model goes (.onnx)')
    .option('--dry-run', 'say what would be done, what can be reached and how long it takes, and write nothing')
    .optionsGroup('What it may cost:');
  addBudgetOptions(command);
  addRuleOptions(command)
    .option(
      '--bodies <number>',
      'of a model with several parts that can be pruned, so many, the largest first (default: all; 1 with --posterior, --save-posterior, --save-trade-off and --rule certified)',
      bodyCount,
    )
    .option('--round <multiple>', 'make widths multiples of this, such as 4, 8 or 16', wholeNumber(1, 1024))
    .optionsGroup('How it is done:')
    .addOption(
      new Option(
        '--data-free',
        'train nothing: score units by their weights alone; --data then only measures',
      ).conflicts(['posterior', 'epochs', 'fineTuneEpochs']),
    )
    .addOption(
      new Option('--criterion <name>', 'with --data-free: how units are scored (default: magnitude)').choices(
        criteria.filter(({ scale }) => scale === 'score').map(({ name }) => name),
      ),
    )
    .option('--epochs <number>', 'passes over the training rows that find out what is needed', wholeNumber(1, 1e6))
    .option('--fine-tune-epochs <number>', 'passes over the training rows after the cut', wholeNumber(1, 1e6))
    .addOption(seedOption());
  addEngineOptions(command)
    .optionsGroup('Cutting again, to another budget:')
    .option('--save-posterior <file>', 'keep what was learned (.safetensors)')
    .option('--posterior <file>', 'cut by what --save-posterior kept, and fit nothing')
    .option('--save-trade-off <file>', 'measure all sizes of it, for budgets of accuracy without data (.json)')
    .option('--trade-off <file>', 'with --posterior and no data: what --save-trade-off wrote of it')
    .optionsGroup('What the file is:');
  addWeightOptions(command).optionsGroup('How data is read:');
  addDataOptions(command).addOption(pixelScaleOption());
  finishCommand<ShrinkCommandOptions>(
    command,
    signal,
    'secateur shrink model.onnx --data train.csv --target y --budget 50kB -o small.onnx',
    async () => {
      const { shrink } = await import('../actions/shrink.ts');
      return shrink;
    },
  );
};

function bodyCount(text: string): number | 'all' {
  return text === 'all' ? text : wholeNumber(1, 1000)(text);
}
