import { fileURLToPath } from 'node:url';
import { writeAtomically } from '../../files/index.ts';
import type { Machine } from './machine.ts';

/**
 * Writes `bench/results/NAME.json`: what was measured, by which command, on which machine.
 * @param content with the machine as it was when the measurement began
 * @param output another file to write to
 */
export async function writeResults(
  name: string,
  content: { readonly machine: Machine } & Readonly<Record<string, unknown>>,
  output: string | undefined,
): Promise<void> {
  await writeAtomically(
    resultsPath(name, output),
    `${JSON.stringify({ schemaVersion: 1, bench: name, command: commandHere(name), ...content })}\n`,
  );
}

/**
 * The command of this process, to be typed again. Where the file went is no part of how to get its figures, nor is `--resume`:
 * a bench that goes on from a file sees to it that all of it is what its options ask for, or says the commands before.
 */
export function commandHere(name: string): string {
  const options = process.argv
    .slice(2)
    .filter((option, at, all) => option !== '--output' && all[at - 1] !== '--output' && option !== '--resume')
    .map((option) => (/^[\w.,:=/-]+$/.test(option) ? option : `'${option.replaceAll("'", "'\\''")}'`));
  return [`npm run bench:${name}`, ...(options.length > 0 ? ['--', ...options] : [])].join(' ');
}

/** Where `writeResults` writes. */
export function resultsPath(name: string, output: string | undefined): string {
  return output ?? fileURLToPath(new URL(`../../../bench/results/${name}.json`, import.meta.url));
}

/** Of a bench that keeps what is in its file, whatever its options were: the commands that led to it, one after the other. */
export function commandAfter(before: string | undefined, command: string): string {
  const going = `${command}${command.includes(' -- ') ? '' : ' --'} --resume`;
  if (before === undefined || before === command || before.endsWith(`; ${going}`)) return before ?? command;
  return `${before}; ${going}`;
}
