import { Option } from 'commander';
import { criteria, parseRule, ruleUsages } from '../../exporter/choices.ts';
import type { ExplainOptions } from '../actions/explain.ts';
import { addWidthOptions } from '../export/width-options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addExplain: AddCommand = (program, signal) => {
  const command = program
    .command('explain')
    .summary('say why each input and unit stays or goes')
    .description('say in sentences what a rule does to a posterior, or what was done to an exported model')
    .argument('<file>', 'a posterior, or a model that export wrote')
    .option('--rule <rule>', `of a posterior: ${ruleUsages.join(', ')} (default: median)`, (text) => parseRule(text))
    .addOption(
      new Option('--criterion <name>', 'what the rule goes by')
        .choices(criteria.map(({ name }) => name))
        .default('inclusion'),
    );
  addWidthOptions(command)
    .addOption(new Option('--unit <name>', 'only this unit, such as layers.0/17').conflicts('input'))
    .option('--input <name>', 'only this input, by its name');
  finishCommand<ExplainOptions>(
    command,
    signal,
    'secateur explain table.safetensors --rule median --input age',
    async () => {
      const { explainFile } = await import('../actions/explain.ts');
      return explainFile;
    },
  );
};
