import { SecateurError } from '../../core/index.ts';
import { benchOptions } from '../support/bench-options.ts';
import { chosen, wholeNumber } from '../support/table-options.ts';
import { type DataSet, dataSets } from './data-sets.ts';

export interface UciOptions {
  readonly jobs: number;
  readonly output: string | undefined;
  readonly resume: boolean;
  /** The data sets that are measured, each with how many of its splits. */
  readonly sets: readonly { readonly name: string; readonly set: DataSet; readonly splits: number }[];
}

/** @throws ARGUMENT_INVALID */
export function uciOptions(): UciOptions {
  const { values } = benchOptions({
    options: {
      jobs: { type: 'string', default: '1' },
      splits: { type: 'string', multiple: true, default: [] },
      only: { type: 'string', multiple: true, default: [] },
      output: { type: 'string' },
      resume: { type: 'boolean', default: false },
    },
  });
  const { jobs, splits, only, output, resume } = values;
  const splitsOf = readSplits(splits);
  const sets = chosen(dataSets, only).map(([name, set]) => ({
    name,
    set,
    splits: Math.min(set.splits, splitsOf(name)),
  }));
  return { jobs: wholeNumber('jobs', jobs), output, resume, sets };
}

/** `7` of every data set, `letters=3` of one. */
function readSplits(texts: readonly string[]): (name: string) => number {
  let ofAll = Number.POSITIVE_INFINITY;
  const ofOne = new Map<string, number>();
  for (const text of texts) {
    const at = text.lastIndexOf('=');
    const count = wholeNumber('splits', text.slice(at + 1));
    if (at < 0) ofAll = count;
    else ofOne.set(chosenName(text.slice(0, at)), count);
  }
  return (name) => ofOne.get(name) ?? ofAll;
}

function chosenName(name: string): string {
  if (Object.hasOwn(dataSets, name)) return name;
  const known = Object.keys(dataSets).join(', ');
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `--splits ${name}=...: there is no data set of that name. Choose from ${known}.`,
  );
}
