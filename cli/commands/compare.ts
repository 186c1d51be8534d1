import type { CompareOptions } from '../actions/compare.ts';
import { outputFile } from '../options.ts';
import { type AddCommand, finishCommand } from './command.ts';
import { addAskOptions, addProfilingOptions } from './profile.ts';

export const addCompare: AddCommand = (program, signal) => {
  const command = program
    .command('compare')
    .summary('say which of two models is faster, and how sure that is')
    .description(
      'say which of two models is faster, and how sure that is: the ratio of median latencies with a 95 % interval; with --data also which is right more often',
    )
    .argument(
      '<before>',
      'an .onnx file to measure now, or what profile -o wrote; report.json:NAME picks one of several models',
    )
    .argument('<after>', 'the same')
    .option(
      '--fail-if <conditions>',
      'end with exit code 7 where one is met, for example "p50>1.05x,size>1x,accuracy<-0.5%,agreement<99%"',
    )
    .option('--trust-one-round', 'a verdict also from one round, which does not say how processes differ')
    .option('-o, --output <file>', 'keep what was found as a report (.json)', outputFile('.json'));
  addAskOptions(command);
  addProfilingOptions(command);
  finishCommand<CompareOptions>(command, signal, 'secateur compare dense.onnx pruned.onnx', async () => {
    const { compare } = await import('../actions/compare.ts');
    return compare;
  });
};
