import { readFile } from 'node:fs/promises';
import { type CompactNetwork, formatNetwork, macCount, parameterCount, specOf } from '../../core/index.ts';
import { writeAtomically } from '../../files/index.ts';
import { describeMachine, type Machine } from '../support/machine.ts';
import { checkSameRecipe } from '../support/same-recipe.ts';
import { mean, standardDeviation } from '../support/statistics.ts';
import { textTable } from '../support/text-table.ts';

export interface RowStart {
  readonly method: string;
  /** What it was asked for, for example `20,000 parameters`. */
  readonly goal: string;
  readonly seed: number;
}

export interface Row extends RowStart {
  readonly network: string;
  readonly parameters: number;
  readonly macs: number;
  /** On the test images, as shares; before and after the fine-tuning. */
  readonly errorAtCut: number;
  readonly error: number;
  /** From the cut on; of iterative magnitude its rounds too. */
  readonly seconds: number;
}

/** The rows so far; the file is written after each, so that a bench of an hour can be interrupted. */
export interface Results {
  has(row: RowStart): boolean;
  add(row: RowStart, network: CompactNetwork, figures: Pick<Row, 'errorAtCut' | 'error' | 'seconds'>): Promise<void>;
  print(): void;
}

interface Document {
  readonly bench: string;
  readonly machine: Machine;
  readonly recipe: unknown;
  readonly rows: readonly Row[];
}

export async function openResults(path: string, bench: string, recipe: object, resume: boolean): Promise<Results> {
  const machine = describeMachine();
  const rows: Row[] = resume ? await rowsBefore(path, recipe) : [];
  const isSame = (one: RowStart, other: RowStart) =>
    one.method === other.method && one.goal === other.goal && one.seed === other.seed;
  return {
    has: (row) => rows.some((each) => isSame(each, row)),
    add: async (start, network, figures) => {
      const spec = specOf(network);
      const size = { network: formatNetwork(spec), parameters: parameterCount(spec), macs: macCount(spec) };
      const row = { ...start, ...size, ...figures };
      rows.push(row);
      const document: Document = { bench, machine, recipe, rows };
      await writeAtomically(path, new TextEncoder().encode(`${JSON.stringify(document, null, 1)}\n`));
      const [atCut, error] = [percent(row.errorAtCut), percent(row.error)];
      console.log(
        `seed ${row.seed}, ${row.goal}: ${row.method} ${row.network}, ${row.parameters} parameters, ${row.macs} MACs, error ${atCut} -> ${error}, ${row.seconds.toFixed(0)} s`,
      );
    },
    print: () => console.log(tableOf(rows)),
  };
}

/** @returns the rows of a file that was made with the same recipe, none where there is no file */
async function rowsBefore(path: string, recipe: object): Promise<Row[]> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const before = JSON.parse(text) as Document;
  checkSameRecipe(path, before.recipe, recipe);
  return [...before.rows];
}

function tableOf(rows: readonly Row[]): string {
  const cells = [...new Set(rows.map(({ goal }) => goal))].flatMap((goal) =>
    [...new Set(rows.map(({ method }) => method))].flatMap((method) => {
      const chosen = rows.filter((row) => row.goal === goal && row.method === method);
      if (chosen.length === 0) return [];
      const errors = chosen.map(({ error }) => error);
      return [
        [
          `${goal}, ${method}`,
          chosen.map(({ network }) => network).join(' '),
          chosen.map(({ parameters }) => parameters).join(' '),
          chosen.map(({ macs }) => macs).join(' '),
          `${percent(mean(errors))} ± ${percent(standardDeviation(errors))}`,
          String(chosen.length),
        ],
      ];
    }),
  );
  return textTable(['at most', 'networks', 'parameters', 'MACs', 'test error, final epoch', 'seeds'], cells);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
