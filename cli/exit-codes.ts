import type { ErrorCode } from '../core/index.ts';

/** What the process ends with; documented for users in `secateur --help`. */
export const exitCodes = {
  success: 0,
  bug: 1,
  usage: 2,
  input: 3,
  output: 4,
  training: 5,
  dependency: 6,
  check: 7,
  interrupted: 130,
} as const;

export const exitCodeMeanings: readonly (readonly [code: number, meaning: string])[] = [
  [exitCodes.success, 'done'],
  [exitCodes.bug, 'a bug in Secateur; the stack is printed'],
  [exitCodes.usage, 'a command, option or value that makes no sense'],
  [exitCodes.input, 'an input file or its data'],
  [exitCodes.output, 'an output file that cannot be written'],
  [exitCodes.training, 'training diverged, or needs more memory than is free'],
  [exitCodes.dependency, 'a missing package, or an execution provider that failed'],
  [exitCodes.check, 'a check that was asked for failed (compare --fail-if)'],
  [exitCodes.interrupted, 'interrupted with Ctrl-C'],
];

export function exitCodeOf(code: ErrorCode): number {
  switch (code) {
    case 'ARGUMENT_INVALID':
    case 'NETWORK_INVALID':
    case 'BUDGET_OUT_OF_REACH':
    case 'LAYER_EMPTY':
      return exitCodes.usage;
    case 'FILE_NOT_FOUND':
    case 'FILE_UNREADABLE':
    case 'FORMAT_INVALID':
    case 'DATA_INVALID':
    case 'SHAPE_MISMATCH':
    case 'UNSUPPORTED':
      return exitCodes.input;
    case 'FILE_UNWRITABLE':
      return exitCodes.output;
    case 'TRAINING_DIVERGED':
    case 'MEMORY_INSUFFICIENT':
      return exitCodes.training;
    case 'DEPENDENCY_MISSING':
    case 'PROVIDER_FAILED':
      return exitCodes.dependency;
    case 'CHECK_FAILED':
      return exitCodes.check;
    case 'ABORTED':
      return exitCodes.interrupted;
    default:
      return code satisfies never;
  }
}
