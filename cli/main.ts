#!/usr/bin/env node
import { messageOf } from '../core/index.ts';
import { failureOf } from './errors.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForInterrupts } from './interrupts.ts';
import { buildProgram } from './program.ts';

// A reader that has seen enough, as in `secateur run ... | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.success);
  process.stderr.write(`secateur: standard output cannot be written (${messageOf(error)}).\n`);
  process.exit(exitCodes.output);
});
process.stderr.on('error', () => undefined);

const { signal } = listenForInterrupts();
try {
  const program = buildProgram(signal);
  if (process.argv.length <= 2) program.help({ error: true });
  await program.parseAsync();
} catch (error) {
  const { text, exitCode } = failureOf(error);
  if (text !== undefined) process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}${text}\n`);
  process.exitCode = exitCode;
}
// After an interruption nothing is waited for that may still be running.
if (signal.aborted) process.exit();
