import { Option } from 'commander';
import { criteria } from '../../exporter/choices.ts';
import type { TradeOffCommandOptions } from '../actions/tradeoff.ts';
import { addDataOptions } from '../data-options.ts';
import { addEngineOptions } from '../engine-options.ts';
import { addFineTuneOptions } from '../export/fine-tune-options.ts';
import { addWidthOptions } from '../export/width-options.ts';
import { outputFile, wholeNumber } from '../options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addTradeOff: AddCommand = (program, signal) => {
  const command = program
    .command('tradeoff')
    .summary('measure what every size of a posterior costs')
    .description(
      'measure a posterior along its nested cuts, beside what the posterior itself predicts; export --trade-off then cuts to any budget without data',
    )
    .argument('<posterior>', 'a .safetensors file that train wrote')
    .requiredOption('--data <data>', 'what the posterior was trained on; its validation rows are measured on')
    .requiredOption('-o, --output <file>', 'where the curve goes (.json)', outputFile('.json'))
    .option('--cuts <number>', 'at most how many cuts (default: 24)', wholeNumber(2, 1000))
    .addOption(
      new Option('--criterion <name>', 'what the cuts go by')
        .choices(criteria.map(({ name }) => name))
        .default('inclusion'),
    );
  addWidthOptions(command).option(
    '--fine-tune-epochs <number>',
    'also measure each cut after so many epochs more',
    wholeNumber(1, 1e6),
  );
  addFineTuneOptions(command);
  addEngineOptions(command);
  addDataOptions(command);
  finishCommand<TradeOffCommandOptions>(
    command,
    signal,
    'secateur tradeoff table.safetensors --data table.csv -o tradeoff.json',
    async () => {
      const { tradeOffOfPosterior } = await import('../actions/tradeoff.ts');
      return tradeOffOfPosterior;
    },
  );
};
