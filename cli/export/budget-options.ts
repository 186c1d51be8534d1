import { type Command, Option } from 'commander';
import { budgetUsages, parseBudget } from '../../exporter/choices.ts';

/** What a model may cost, and where. */
export function addBudgetOptions(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--budget <limits>',
        `what it may cost, in place of --rule: ${budgetUsages.join(', ')}, or several with commas between; the largest that keeps limits of size and latency, the smallest that keeps one of accuracy`,
      )
        .argParser(parseBudget)
        .conflicts('rule'),
    )
    .option(
      '--device-profile <json>',
      'predict latencies of the budget for the device of this report (`profile --floor -o`, also with --remote), in place of measuring here; `report.json:cpu` for one of several devices',
    );
}
