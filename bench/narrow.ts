import { fileURLToPath } from 'node:url';
import { type CompactNetwork, type Posterior, parseNetwork } from '../core/index.ts';
import { type Dataset, loadDataset } from '../datasets/index.ts';
import { compact, planPruning } from '../exporter/index.ts';
import { writeAtomically } from '../files/index.ts';
import { examplesOf, fitPosterior, networkOutputs, score, trainDense, withFeatures } from '../trainer/index.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { mean } from './support/statistics.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:narrow`: the same fit with and without narrowing while it trains. What the median cut keeps should be the
 * same but for what is undecided, and the time less.
 */
const { values } = benchOptions({
  options: {
    seeds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '12' },
    output: { type: 'string', default: fileURLToPath(new URL('../../bench/results/narrow.json', import.meta.url)) },
  },
});

interface Task {
  readonly source: string;
  readonly network: string;
  readonly epochs?: number;
  /** A size-aware prior, and the factor on the slab's part of the KL divergence. */
  readonly budget?: number;
  readonly temperSlab: number;
}

const tasks: readonly Task[] = [
  { source: 'mnist', network: '784-300-100-10', epochs: Number(values.epochs), budget: 20_000, temperSlab: 0.02 },
  { source: 'mnist', network: '784-300-100-10', epochs: Number(values.epochs), budget: 6_000, temperSlab: 0.02 },
  { source: 'sim:bai', network: '200-100-50-1', temperSlab: 1 },
];

interface Result extends Task {
  readonly seed: number;
  readonly keptWith: number;
  readonly keptWithout: number;
  /** Inputs and units that only one of the two keeps, as a part of those that either keeps. */
  readonly differing: number;
  readonly scoreWith: number;
  readonly scoreWithout: number;
  /** Seconds without narrowing divided by seconds with it. */
  readonly timesFaster: number;
}

const results: Result[] = [];
const machine = describeMachine();
for (const task of tasks) {
  const network = parseNetwork(task.network);
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    const dataset = await loadDataset(task.source, { seed });
    const isImage = dataset.input.kind === 'image';
    const start = isImage ? (await trainDense(dataset, { network, epochs: 8, seed })).network : undefined;
    const run = async (narrow: boolean) => {
      const began = performance.now();
      const { posterior } = await fitPosterior(dataset, {
        network,
        seed,
        narrow,
        tempering: { slab: task.temperSlab },
        ...(task.epochs !== undefined && { epochs: task.epochs }),
        ...(task.budget !== undefined && { prior: { budget: task.budget } }),
        ...(start && { start, teacher: start }),
      });
      return { seconds: (performance.now() - began) / 1000, ...(await outcome(dataset, posterior)) };
    };
    const narrow = await run(true);
    const wide = await run(false);
    const either = new Set([...narrow.kept, ...wide.kept]);
    const both = narrow.kept.filter((member) => wide.kept.includes(member)).length;
    const result: Result = {
      ...task,
      seed,
      keptWith: narrow.kept.length,
      keptWithout: wide.kept.length,
      differing: 1 - both / either.size,
      scoreWith: narrow.score,
      scoreWithout: wide.score,
      timesFaster: wide.seconds / narrow.seconds,
    };
    results.push(result);
    console.log(JSON.stringify(result));
    await writeAtomically(
      values.output,
      Buffer.from(`${JSON.stringify({ bench: 'narrow', machine, results }, undefined, 1)}\n`),
    );
  }
}
const titles = [...new Set(results.map(titleOf))];
console.log(
  textTable(
    ['', 'kept with', 'kept without', 'differing, %', 'score with', 'score without', 'times faster'],
    titles.map((title) => {
      const own = results.filter((result) => titleOf(result) === title);
      const average = (read: (result: Result) => number, digits: number) => mean(own.map(read)).toFixed(digits);
      return [
        title,
        average(({ keptWith }) => keptWith, 1),
        average(({ keptWithout }) => keptWithout, 1),
        average(({ differing }) => 100 * differing, 1),
        average(({ scoreWith }) => scoreWith, 4),
        average(({ scoreWithout }) => scoreWithout, 4),
        average(({ timesFaster }) => timesFaster, 2),
      ];
    }),
  ),
);

function titleOf({ source, network, budget }: Task): string {
  return `${source}, ${network}${budget === undefined ? '' : `, ${budget}`}`;
}

/** What the median cut keeps, named by level and index, and its test score without fine-tuning. */
async function outcome(dataset: Dataset, posterior: Posterior): Promise<{ kept: string[]; score: number }> {
  const plan = planPruning(posterior, { name: 'median' });
  const levels = [plan.keptInputs, ...plan.keptUnits.slice(0, -1)];
  const kept = levels.flatMap((members, level) => members.map((member) => `${level}/${member}`));
  return { kept, score: await scoreOf(dataset, compact(posterior, plan)) };
}

async function scoreOf(dataset: Dataset, network: CompactNetwork): Promise<number> {
  const test = examplesOf(dataset, dataset.split.test);
  const outputs = await networkOutputs(network, withFeatures(test, network.keptInputs));
  const { task } = dataset;
  const answers = task.kind === 'regression' ? outputs.map((value) => value * task.scale + task.mean) : outputs;
  return score(task, answers, test.values).value;
}
