#!/usr/bin/env node
import { messageOf } from '../core/index.ts';
import { exitCodes } from './exit-codes.ts';
import { listenForInterrupts } from './interrupts.ts';
import { runCommand } from './run-command.ts';

// A reader that has seen enough, as in `secateur run ... | head`, is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(exitCodes.success);
  process.stderr.write(`secateur: standard output cannot be written (${messageOf(error)}).\n`);
  process.exit(exitCodes.output);
});
process.stderr.on('error', () => undefined);

const { signal } = listenForInterrupts();
await runCommand(process.argv.slice(2), signal);
// After an interruption nothing is waited for that may still be running.
if (signal.aborted) process.exit();
