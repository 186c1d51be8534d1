import { type ChildProcess, spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect } from '@jest/globals';
import { runCommand } from '../../cli/run-command.ts';

export const binary = fileURLToPath(new URL('../../cli/main.js', import.meta.url));

export interface Outcome {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly outcome: Promise<Outcome>;
}

/** The real command in a process of its own, as a user without a terminal runs it. */
export function start(
  args: readonly string[],
  { nodeOptions = [] as readonly string[], cwd = tmpdir(), environment = {} as Readonly<Record<string, string>> } = {},
): Running {
  const env = { ...process.env, ...environment };
  const options = { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'] };
  return watch(spawn(process.execPath, [...nodeOptions, binary, ...args], options));
}

/** A command line of the shell, in which `secateur` is the command. */
export function startShell(line: string, cwd: string): Running {
  const script = `secateur() { "${process.execPath}" "${binary}" "$@"; }; ${line}`;
  return watch(spawn('bash', ['-c', script], { cwd, stdio: ['ignore', 'pipe', 'pipe'] }));
}

function watch(child: ChildProcess): Running {
  let stdout = '';
  let stderr = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const outcome = new Promise<Outcome>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
  return { child, outcome };
}

/**
 * The command in this process: the same code as `start` runs, without a process to start each time. Native libraries write
 * past what is caught here, and signals and standard input are this process's own: for those `start`.
 */
export async function secateur(...args: string[]): Promise<Outcome> {
  const [output, errors] = [catchWrites(process.stdout), catchWrites(process.stderr)];
  try {
    await runCommand(args, new AbortController().signal);
    return { exitCode: Number(process.exitCode ?? 0), stdout: output.text(), stderr: errors.text() };
  } finally {
    output.release();
    errors.release();
    process.exitCode = undefined;
  }
}

/** What is written meanwhile, as to a file: no terminal, whatever the tests run in. */
function catchWrites(stream: NodeJS.WriteStream): { text(): string; release(): void } {
  const { write, isTTY } = stream;
  let text = '';
  stream.write = (chunk: unknown) => {
    text += typeof chunk === 'string' ? chunk : Buffer.from(chunk as Uint8Array).toString();
    return true;
  };
  stream.isTTY = false;
  return {
    text: () => text,
    release: () => {
      stream.write = write;
      stream.isTTY = isTTY;
    },
  };
}

/** Runs to success and reads the JSON it prints. */
export async function secateurJson<T>(...args: string[]): Promise<T> {
  const { exitCode, stdout, stderr } = await secateur(...args, '--json', '--quiet');
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(stdout) as T;
}

/** One line that a person can act on, no stack, and the right exit code. */
export function expectRefusal(outcome: Outcome, exitCode: number, message: RegExp): void {
  expect(outcome).toMatchObject({ exitCode, stdout: '' });
  const lines = outcome.stderr
    .trimEnd()
    .split('\n')
    .filter((line) => line.startsWith('secateur: '));
  expect(lines).toHaveLength(1);
  expect(lines[0]).toMatch(message);
  expect(outcome.stderr.trimEnd().endsWith(lines[0]!)).toBe(true);
  expect(outcome.stderr).not.toMatch(/^\s+at .*[:(]|onnxruntime:,/m);
}
