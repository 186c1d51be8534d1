import { type Command, Option } from 'commander';
import { parsePredictive } from '../../exporter/choices.ts';
import { parseWidths } from './parse-widths.ts';

/** What the file can be asked. */
export function addAnswerOptions(command: Command): Command {
  return command
    .option(
      '--predictive <how>',
      'answers that say how uncertain they are: mean, samples=16 or moments',
      parsePredictive,
    )
    .addOption(
      new Option('--adjustable [by]', 'one file of many widths, chosen when it is loaded, or by an input of the graph')
        .choices(['load', 'input'])
        .conflicts(['dense', 'predictive', 'lean', 'narrowInput']),
    )
    .option('--widths <parts>', 'those that --adjustable trains and records (default: 0.25,0.5,0.75,1)', parseWidths);
}
