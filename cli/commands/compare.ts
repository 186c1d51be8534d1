import type { CompareOptions } from '../actions/compare.ts';
import { type AddCommand, finishCommand } from './command.ts';
import { addProfilingOptions } from './profile.ts';

export const addCompare: AddCommand = (program, signal) => {
  const command = program
    .command('compare')
    .summary('say which of two models is faster, and how sure that is')
    .description(
      'say which of two models is faster, and how sure that is: the ratio of median latencies with a 95 % interval',
    )
    .argument(
      '<before>',
      'an .onnx file to measure now, or what profile -o wrote; report.json:NAME picks one of several models',
    )
    .argument('<after>', 'the same')
    .option('--fail-if <conditions>', 'end with exit code 7 where a ratio is too large, for example p50>1.05x,size>1x');
  addProfilingOptions(command);
  finishCommand<CompareOptions>(command, signal, 'secateur compare dense.onnx pruned.onnx', async () => {
    const { compare } = await import('../actions/compare.ts');
    return compare;
  });
};
