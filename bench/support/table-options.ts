import { SecateurError } from '../../core/index.ts';
import { benchOptions } from './bench-options.ts';

/** What the benches on tables take: `--jobs 1 --only NAME --output FILE` and how often each data set is measured. */
export interface TableBenchOptions {
  /** Processes at a time, each on one thread. */
  readonly jobs: number;
  /** How many seeds or splits. */
  readonly repetitions: number;
  /** Only what is named so. */
  readonly only: readonly string[];
  readonly output: string | undefined;
}

/**
 * @param repetitions the name of the option, and its default
 * @throws ARGUMENT_INVALID
 */
export function tableBenchOptions([name, byDefault]: readonly [string, number]): TableBenchOptions {
  const { values } = benchOptions({
    options: {
      jobs: { type: 'string', default: '1' },
      [name]: { type: 'string', default: String(byDefault) },
      only: { type: 'string', multiple: true },
      output: { type: 'string' },
    },
  });
  const given = values as { jobs: string; only?: string[]; output?: string } & Record<string, string>;
  return {
    jobs: wholeNumber('jobs', given.jobs),
    repetitions: wholeNumber(name, given[name]!),
    only: given.only ?? [],
    output: given.output,
  };
}

/** The entries of a table that `--only` names; all where it names none. @throws ARGUMENT_INVALID for a name there is not */
export function chosen<T>(table: Readonly<Record<string, T>>, only: readonly string[]): [string, T][] {
  const unknown = only.find((name) => !Object.hasOwn(table, name));
  if (unknown !== undefined) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `--only ${unknown}: there is none of that name. Choose from ${Object.keys(table).join(', ')}.`,
    );
  }
  return Object.entries(table).filter(([name]) => only.length === 0 || only.includes(name));
}

/** @throws ARGUMENT_INVALID for what is no count from 1 */
export function wholeNumber(name: string, text: string): number {
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new SecateurError('ARGUMENT_INVALID', `--${name} must be a whole number from 1, not '${text}'.`);
}
