import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { columnCount, encodeSafetensors, messageOf, parseNetwork, widthsOf } from '../core/index.ts';
import { type Dataset, loadDataset } from '../datasets/index.ts';
import { writeAtomically } from '../files/index.ts';
import { examplesOf, makePrior, networkOutputs } from '../trainer/index.ts';
import { type FitAnswer, type FitRequest, type FitTask, parametersOf } from './fit/task.ts';
import { recipe } from './mnist/mlp-recipe.ts';
import { errorOn } from './mnist/setting.ts';
import { denseNetworks, weightsOf } from './mnist/teachers.ts';
import { type Contender, findPython } from './step/contenders.ts';
import { benchOptions } from './support/bench-options.ts';
import { runChild } from './support/child.ts';
import { describeMachine } from './support/machine.ts';
import { mean } from './support/statistics.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:fit`: wall time of one whole fit of a posterior on MNIST, the first of bench:mnist-mlp, here with narrowing
 * and elsewhere without: the same start, data, batches, prior, schedule and number of epochs, every fit in a fresh process.
 */
const { values } = benchOptions({
  options: {
    seeds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: String(recipe.sizes[0].epochs) },
    /** Only contenders whose title has this in it; ours always. */
    only: { type: 'string', default: '' },
    output: { type: 'string', default: 'bench/results/fit.json' },
  },
});
const machine = describeMachine();
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const dataset = await loadDataset('mnist');
const denses = await denseNetworks({ dataset, errorOf: errorOn(dataset) }, recipe.dense, seeds.length);
const { posterior, sizes } = recipe;
const network = parseNetwork(recipe.dense.network);
const task: FitTask = {
  widths: widthsOf(network),
  batchSize: 128,
  epochs: Number(values.epochs),
  examples: dataset.split.train.length,
  rates: { weight: posterior.learningRate, inclusion: posterior.inclusionRate },
  slabScales: makePrior(network, dataset.split.train.length).slabScales,
  slabTempering: posterior.tempering.slab,
  budget: sizes[0].expected,
  distillation: { weight: 0.9, temperature: 4 },
};

interface Row {
  readonly title: string;
  readonly seed: number;
  readonly answer?: FitAnswer;
  readonly failure?: string;
}

const threads = availableParallelism();
const own = (name: string): Contender => ({
  name,
  title: name,
  threads,
  device: 'cpu',
  command: [process.execPath, fileURLToPath(new URL('./fit/our-process.js', import.meta.url))],
});
const peers = await findPython('fit', [threads]);
const contenders = [
  own('secateur'),
  own('secateur without narrowing'),
  ...peers.filter((peer): peer is Contender => 'command' in peer),
].filter(({ title }, index) => index === 0 || title.toLowerCase().includes(values.only.toLowerCase()));

const rows: Row[] = [];
const folder = await mkdtemp(join(tmpdir(), 'secateur-bench-'));
try {
  await writeData(dataset, folder);
  for (const seed of seeds) {
    for (const { name, title, command } of contenders) {
      const request: FitRequest = { contender: name, task, threads, seed, folder };
      const environment = { PYTHONDONTWRITEBYTECODE: '1' };
      try {
        const { result } = await runChild<FitAnswer>([...command, JSON.stringify(request)], { environment });
        rows.push({ title, seed, answer: result });
        const { elapsedMs, accuracy, kept } = result.epochs.at(-1)!;
        console.log(
          `seed ${seed}: ${title} ${(elapsedMs / 1000).toFixed(1)} s, ${percent(accuracy)}, keeps ${kept.join('-')}`,
        );
      } catch (error) {
        rows.push({ title, seed, failure: messageOf(error) });
        console.log(`seed ${seed}: ${title} failed: ${messageOf(error)}`);
      }
      const document = { schemaVersion: 1, machine, task, absent: peers.filter((peer) => 'reason' in peer), rows };
      await writeAtomically(values.output, Buffer.from(`${JSON.stringify(document, undefined, 1)}\n`));
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
print();

/** What the peers read: pixels and labels as bytes, and for each seed the dense network and its answers. */
async function writeData({ rows: pixels, targets, split, input }: Dataset, folder: string): Promise<void> {
  const width = columnCount(input);
  for (const part of ['train', 'validation'] as const) {
    const chosen = split[part];
    const bytes = new Uint8Array(chosen.length * width);
    chosen.forEach((row, at) => {
      bytes.set(pixels.subarray(row * width, (row + 1) * width), at * width);
    });
    await writeFile(join(folder, `${part}-pixels`), bytes);
    await writeFile(
      join(folder, `${part}-labels`),
      Uint8Array.from(chosen, (row) => targets[row]!),
    );
  }
  const train = examplesOf(dataset, split.train);
  for (const [index, dense] of denses.entries()) {
    const seed = index + 1;
    await writeFile(join(folder, `start-${seed}.safetensors`), encodeSafetensors(weightsOf(dense), {}));
    const answers = await networkOutputs(dense, train);
    await writeFile(join(folder, `teacher-${seed}`), new Uint8Array(answers.buffer));
  }
}

/**
 * All take the same number of steps, so the time of the whole fit is compared; and the time until a contender first was as
 * accurate as the least accurate one was in the end, with no more than a tenth above the budget left.
 */
function print(): void {
  const accuracyGoal = (seed: number) =>
    Math.min(...rows.flatMap((row) => (row.seed === seed && row.answer ? [row.answer.epochs.at(-1)!.accuracy] : [])));
  const outputs = task.widths.at(-1)!;
  const timeToGoal = ({ seed, answer }: Row) =>
    answer!.epochs.find(
      ({ accuracy, kept }) => accuracy >= accuracyGoal(seed) && parametersOf(kept, outputs) <= 1.1 * task.budget,
    )?.elapsedMs ?? Number.NaN;
  const overlap = ({ seed, answer }: Row) => {
    const ours = new Set(rows.find((row) => row.seed === seed && row.title === 'secateur')?.answer?.keptInputs);
    const shared = answer!.keptInputs.filter((index) => ours.has(index)).length;
    return shared / (ours.size + answer!.keptInputs.length - shared);
  };
  const cells = contenders.map(({ title }) => {
    const done = rows.filter((row) => row.title === title && row.answer !== undefined);
    if (done.length === 0) return [title, 'failed'];
    const last = done.map(({ answer }) => answer!.epochs.at(-1)!);
    return [
      title,
      (mean(last.map(({ elapsedMs }) => elapsedMs)) / 1000).toFixed(1),
      inSeconds(mean(done.map(timeToGoal))),
      percent(mean(last.map(({ accuracy }) => accuracy))),
      mean(last.map(({ kept }) => parametersOf(kept, outputs))).toFixed(0),
      mean(done.map(overlap)).toFixed(2),
      (mean(done.map(({ answer }) => answer!.peakBytes)) / 1e6).toFixed(0),
    ];
  });
  const header = [
    '',
    'whole fit, s',
    'to equal accuracy, s',
    'validation accuracy',
    'parameters kept',
    'inputs in common',
    'peak MB',
  ];
  console.log(`\n${textTable(header, cells)}`);
  for (const peer of peers) if ('reason' in peer) console.log(`${peer.title}: ${peer.reason}`);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

/** Too few epochs, and nobody gets there. */
function inSeconds(ms: number): string {
  return Number.isNaN(ms) ? 'not reached' : (ms / 1000).toFixed(1);
}
