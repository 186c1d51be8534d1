import { spawn } from 'node:child_process';
import { SecateurError } from '../../core/index.ts';

/** What a contender's process says, as the last line of its standard output. */
export interface ChildAnswer<Result> {
  readonly result: Result;
  /** Epoch time in ms at which the process was started. */
  readonly startedAt: number;
}

/**
 * Runs one command in a process of its own and reads the JSON document in its last line.
 * @throws PROVIDER_FAILED with the process's last words when it dies or says no JSON
 */
export async function runChild<Result>(
  command: readonly string[],
  options: { readonly environment?: Readonly<Record<string, string>>; readonly folder?: string } = {},
): Promise<ChildAnswer<Result>> {
  const startedAt = Date.now();
  const child = spawn(command[0]!, command.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...options.environment },
    ...(options.folder !== undefined && { cwd: options.folder }),
  });
  let output = '';
  let complaints = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-2000);
  });
  const stop = () => child.kill('SIGKILL');
  process.once('exit', stop);
  const ending = await new Promise<string | undefined>((resolve) => {
    child.once('error', (error) => resolve(`could not be started: ${error.message}`));
    child.once('close', (code, signal) =>
      resolve(code === 0 ? undefined : `ended with ${signal ?? `exit code ${code}`}`),
    );
  });
  process.off('exit', stop);
  const lastLine = output.trimEnd().split('\n').at(-1) ?? '';
  if (ending === undefined && lastLine.startsWith('{')) return { result: JSON.parse(lastLine) as Result, startedAt };
  const what = `${command[0]} ${command[1] ?? ''} ${ending ?? 'printed no result'}. Its last words: ${complaints.trim()}`;
  throw new SecateurError('PROVIDER_FAILED', what);
}

/** Prints what `runChild` reads and ends the process. */
export function answerAndExit(result: unknown): never {
  process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
}
