import { mkdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { SecateurError } from '../../core/index.ts';
import { describeMachine } from '../support/machine.ts';
import { writeResults } from '../support/results.ts';
import { chosen } from '../support/table-options.ts';
import {
  pruneWithTorch,
  pruningMethods,
  quantizeWithOrt,
  quantizeWithOurs,
  type Setting,
  shrinkWithOurs,
  trainDenseModel,
  versions,
  type Written,
} from './contenders.ts';
import { writeTraining } from './exchange.ts';
import { measureFile } from './measure.ts';
import { printTask } from './print.ts';
import type { Row } from './rows.ts';
import { loadData, shrinkTasks } from './tasks.ts';

/**
 * `npm run bench:shrink`: models that PyTorch trained and exported, made smaller by `secateur shrink`, by Torch-Pruning and
 * by onnxruntime's quantiser: the same start, training rows, teacher and number of epochs; accuracy of the files on the test
 * rows. Python as in bench/peers/README.md. `--effort .2` takes a fifth of the epochs of everything, `--examples N`
 * the first N training rows, `--budget 5000` only that one of a task's budgets; `--resume` keeps the rows that are in the file.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '3' },
    only: { type: 'string', multiple: true, default: [] },
    effort: { type: 'string', default: '1' },
    budget: { type: 'string', multiple: true, default: [] },
    examples: { type: 'string', default: '1000000' },
    threads: { type: 'string', default: '1' },
    resume: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});
const machine = describeMachine();
const effort = Number(values.effort);
const examples = Number(values.examples);
const tasks = chosen(shrinkTasks, values.only);
const file = values.output ?? fileURLToPath(new URL('../../../bench/results/shrink.json', import.meta.url));
const own = 'secateur shrink';
const ourFormats = ['int8', 'int6', 'int4'] as const;
const rows: Row[] = values.resume ? await rowsBefore() : [];

for (let seed = 1; seed <= Number(values.seeds); seed++) {
  for (const [name, task] of tasks) {
    const folder = `out/bench/shrink/${task.network}-${seed}`;
    await mkdir(folder, { recursive: true });
    const dataset = await loadData(task, seed, examples);
    await writeTraining(dataset, folder);
    const scaled = (epochs: number) => Math.max(1, Math.round(epochs * effort));
    const { dense, fit, fineTune } = task.epochs;
    const epochs = { dense: scaled(dense), fit: scaled(fit), fineTune: scaled(fineTune) };
    const setting: Setting = { name, task, seed, folder, epochs, threads: Number(values.threads), examples };

    /** Measures what a contender writes, unless that has been done; returns the path of what it wrote. */
    const add = async (contender: string, budget: number | undefined, work: () => Promise<Written>) => {
      const key = { task: name, seed, contender, effort, examples, ...(budget !== undefined && { budget }) };
      if (rows.some((row) => isSame(row, key))) return undefined;
      const written = await work();
      if ('failure' in written) {
        rows.push({ ...key, failure: written.failure });
        console.error(`${name}, seed ${seed}: ${contender} ${budget ?? ''} failed: ${written.failure}`);
      } else {
        const { path, ...figures } = written;
        const measured = await measureFile(path, dataset, task.shape);
        rows.push({ ...key, ...figures, ...measured });
        console.error(
          `${name}, seed ${seed}: ${contender} ${budget ?? ''} ${(100 * measured.accuracy).toFixed(2)} %, ${figures.parameters ?? ''} parameters, ${measured.sizeBytes} bytes, ${figures.seconds.toFixed(0)} s`,
        );
      }
      await writeResults('shrink', { machine, versions, rows }, file);
      return 'failure' in written ? undefined : written.path;
    };
    const addWithQuantized = async (contender: string, budget: number, work: () => Promise<Written>) => {
      const path = await add(contender, budget, work);
      if (path === undefined) return;
      await add(`${contender}, onnxruntime static int8`, budget, () => quantizeWithOrt(setting, 'static', path));
      if (contender !== own) return;
      for (const format of ourFormats) {
        await add(`${contender}, weights ${format}`, budget, () => quantizeWithOurs(path, format));
      }
    };

    const start = await trainDenseModel(setting);
    if ('failure' in start) throw new SecateurError('PROVIDER_FAILED', start.failure);
    await add('dense', undefined, async () => start);
    for (const method of ['dynamic', 'static'] as const) {
      await add(`onnxruntime ${method} int8`, undefined, () => quantizeWithOrt(setting, method, start.path));
    }
    for (const budget of budgetsOf(task.budgets)) {
      await addWithQuantized(own, budget, () => shrinkWithOurs(setting, budget));
      for (const method of pruningMethods(task)) {
        await addWithQuantized(`Torch-Pruning ${method}`, budget, () => pruneWithTorch(setting, method, budget));
      }
    }
  }
}
const measured = rows.filter((row) => row.effort === effort && row.examples === examples);
for (const [name] of tasks) printTask(name, measured);

function isSame(one: Row, other: Row): boolean {
  const keys = ['task', 'seed', 'contender', 'budget', 'effort', 'examples'] as const;
  return keys.every((key) => one[key] === other[key]);
}

function budgetsOf(all: readonly number[]): readonly number[] {
  return values.budget.length === 0 ? all : all.filter((budget) => values.budget.includes(String(budget)));
}

async function rowsBefore(): Promise<Row[]> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const before = JSON.parse(text) as { rows: Row[]; versions: Record<string, string> };
  Object.assign(versions, before.versions);
  return [...before.rows];
}
