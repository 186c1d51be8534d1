import { describe, expect, test } from '@jest/globals';
import { failureOf } from '../../cli/errors.ts';
import { exitCodeMeanings } from '../../cli/exit-codes.ts';
import { type ErrorCode, SecateurError } from '../../core/index.ts';

describe('what was thrown', () => {
  test.each<[ErrorCode, number]>([
    ['ARGUMENT_INVALID', 2],
    ['NETWORK_INVALID', 2],
    ['LAYER_EMPTY', 2],
    ['DATA_INVALID', 3],
    ['UNSUPPORTED', 3],
    ['FILE_UNWRITABLE', 4],
    ['TRAINING_DIVERGED', 5],
    ['PROVIDER_FAILED', 6],
    ['ABORTED', 130],
  ])('%s ends the process with %i, which is documented', (code, exitCode) => {
    const failure = failureOf(new SecateurError(code, 'what, where and what to do.'));
    expect(failure).toEqual({ text: 'secateur: what, where and what to do.', exitCode });
    expect(exitCodeMeanings.map(([documented]) => documented)).toContain(exitCode);
  });

  test('what a file smuggles into a message stays on its line and cannot command the terminal', () => {
    const { text } = failureOf(
      new SecateurError('DATA_INVALID', "a.csv, column 'x\r\ny': '\u001b[2J\0\u009b1m' is wrong."),
    );
    expect(text).toBe("secateur: a.csv, column 'x y': '\\x1b[2J\\x00\\x9b1m' is wrong.");
  });

  test('anything else is a bug, shown with its stack and a request to report it', () => {
    const { text, exitCode } = failureOf(new TypeError('oops'));
    expect(exitCode).toBe(1);
    expect(text).toMatch(/bug in Secateur.*report[\s\S]*TypeError: oops\n\s+at /);
    expect(failureOf('just text').text).toContain('just text');
  });
});
