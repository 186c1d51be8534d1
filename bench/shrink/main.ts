import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { benchOptions } from '../support/bench-options.ts';
import { describeMachine } from '../support/machine.ts';
import { commandAfter, commandHere, writeResults } from '../support/results.ts';
import { chosen } from '../support/table-options.ts';
import { versions } from './contenders.ts';
import { measureTask } from './measure-task.ts';
import { printTask } from './print.ts';
import { type Row, rowsSoFar } from './rows.ts';
import { shrinkTasks } from './tasks.ts';

/**
 * `npm run bench:shrink`: models that PyTorch trained and exported, made smaller by `secateur shrink`, by Torch-Pruning and
 * by onnxruntime's quantiser: the same start, training rows, teacher and number of epochs; accuracy of the files on the test
 * rows. Python as in bench/peers/README.md. `--effort .2` takes a fifth of the epochs of everything, `--examples N` the
 * first N training rows, `--budget 5000` cuts to that instead of a task's own budgets; `--resume` keeps the rows that are in the file.
 */
const { values } = benchOptions({
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
const [effort, examples] = [Number(values.effort), Number(values.examples)];
const tasks = chosen(shrinkTasks, values.only);
const file = values.output ?? fileURLToPath(new URL('../../../bench/results/shrink.json', import.meta.url));
const before = values.resume ? await resultsBefore() : undefined;
const command = commandAfter(before?.command, commandHere('shrink'));
const rows = rowsSoFar(before?.rows ?? [], (all) =>
  writeResults('shrink', { machine, versions, command, rows: all }, file),
);

for (let seed = 1; seed <= Number(values.seeds); seed++) {
  for (const [name, task] of tasks) {
    const { network, budgets } = task;
    const scaled = (epochs: number) => Math.max(1, Math.round(epochs * effort));
    const { dense, fit, fineTune } = task.epochs;
    const epochs = { dense: scaled(dense), fit: scaled(fit), fineTune: scaled(fineTune) };
    const folder = `out/bench/shrink/${network}-${seed}`;
    const setting = { name, task, seed, folder, epochs, threads: Number(values.threads), examples };
    const asked = values.budget.length === 0 ? budgets : values.budget.map(Number);
    await measureTask(setting, asked, { effort, examples }, rows);
  }
}
const measured = rows.all.filter((row) => row.effort === effort && row.examples === examples);
for (const [name] of tasks) printTask(name, measured);

async function resultsBefore(): Promise<{ readonly command: string; readonly rows: readonly Row[] } | undefined> {
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const before = JSON.parse(text) as { command: string; rows: Row[]; versions: Record<string, string> };
  Object.assign(versions, before.versions);
  return before;
}
