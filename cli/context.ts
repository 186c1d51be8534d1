import type { OnProgress } from '../core/index.ts';
import { printable } from './errors.ts';
import type { CommonOptions } from './options.ts';
import { progressReporter } from './progress-bar.ts';

/** What a command does its talking through: results on standard output, everything else on standard error. */
export interface CommandContext {
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  readonly onProgress: OnProgress;
  /** A sentence for people beside the result; nothing with --quiet. */
  note(sentence: string): void;
  /** What was asked for: with --json `value`, otherwise `text`. Called once. */
  result(value: unknown, text: string): void;
}

export function commandContext(signal: AbortSignal, { json = false, quiet = false }: CommonOptions): CommandContext {
  const bar = progressReporter({
    write: (text) => process.stderr.write(text),
    isTerminal: process.stderr.isTTY === true,
    columns: () => process.stderr.columns ?? 80,
  });
  return {
    signal,
    onProgress: quiet ? () => undefined : bar.onProgress,
    note: (sentence) => {
      if (quiet) return;
      bar.clear();
      process.stderr.write(`${printable(sentence)}\n`);
    },
    result: (value, text) => {
      bar.clear();
      process.stdout.write(json ? `${JSON.stringify(value)}\n` : text.endsWith('\n') ? text : `${text}\n`);
    },
  };
}
