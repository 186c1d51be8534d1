import { type Command, Option } from 'commander';
import { nonNegativeNumber, positiveNumber, wholeNumber } from '../options.ts';

/** How a cut network is trained further; how long is each command's own. */
export function addFineTuneOptions(command: Command): Command {
  return command
    .option('--fine-tune-rate <rate>', 'peak learning rate', positiveNumber(10))
    .addOption(new Option('--augment <how>', 'vary the images while fine-tuning').choices(['affine']))
    .option(
      '--teachers <number>',
      'train so many dense networks, whose mean answer teaches in place of the uncut posterior mean',
      wholeNumber(1, 100),
    )
    .option(
      '--weight-decay <factor>',
      'part of each weight, times the rate, that a step takes away (default: 0)',
      nonNegativeNumber(100),
    );
}
