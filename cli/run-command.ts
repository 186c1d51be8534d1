import { failureOf } from './errors.ts';
import { buildProgram } from './program.ts';

/**
 * One command line, carried out: prints to the process's streams, and leaves in `process.exitCode` what it ends with.
 * @param args what follows `secateur`
 * @param signal aborted by Ctrl-C
 */
export async function runCommand(args: readonly string[], signal: AbortSignal): Promise<void> {
  try {
    const program = buildProgram(signal);
    if (args.length === 0) program.help({ error: true });
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    const { text, exitCode } = failureOf(error);
    if (text !== undefined) process.stderr.write(`${process.stderr.isTTY ? '\r\u001b[K' : ''}${text}\n`);
    process.exitCode = exitCode;
  }
}
