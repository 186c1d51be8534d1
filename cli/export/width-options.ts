import type { Command } from 'commander';
import { wholeNumber } from '../options.ts';

export function addWidthOptions(command: Command): Command {
  return command
    .option('--round <multiple>', 'make widths multiples of this, such as 4, 8 or 16', wholeNumber(1, 1024))
    .option('--floor <units>', 'keep at least this many inputs, and units in each layer', wholeNumber(1, 1e6));
}
