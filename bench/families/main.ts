import { type CompactNetwork, parameterCount, parseNetwork, specOf } from '../../core/index.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { compact, planPruning } from '../../exporter/index.ts';
import { writeAtomically } from '../../files/index.ts';
import {
  examplesOf,
  fineTune,
  fitPosterior,
  networkOutputs,
  score,
  taylorScores,
  trainDense,
  withFeatures,
} from '../../trainer/index.ts';
import { benchOptions } from '../support/bench-options.ts';
import { describeMachine } from '../support/machine.ts';
import { mean, standardDeviation } from '../support/statistics.ts';
import { textTable } from '../support/text-table.ts';
import { type Contestant, contestants } from './contestants.ts';
import { type Front, picture } from './picture.ts';

/**
 * `npm run bench:families`: every family and criterion on MNIST, cut to the same numbers of parameters and fine-tuned for
 * the same number of steps: what each gives for its size.
 */
const { values } = benchOptions({
  options: {
    seeds: { type: 'string', default: '3' },
    epochs: { type: 'string', default: '12' },
    'fine-tune': { type: 'string', default: '20' },
    /** Only contestants whose title has this in it. */
    only: { type: 'string', default: '' },
    output: { type: 'string', default: 'bench/results/families.json' },
    picture: { type: 'string', default: 'docs/images/families.svg' },
  },
});
const sizes = [20_000, 12_000, 6_000, 3_000];
const network = parseNetwork('784-200-100-10');
const fineTuneRate = 4e-3;

interface Result {
  readonly title: string;
  readonly seed: number;
  /** The most it may have, and what it has. */
  readonly size: number;
  readonly parameters: number;
  readonly accuracyAtCut: number;
  readonly accuracy: number;
  readonly bestAccuracy: number;
}

const dataset = await loadDataset('mnist');
const test = examplesOf(dataset, dataset.split.test);
const chosen = contestants.filter(({ title }) => title.includes(values.only));
const results: Result[] = [];
const failures: { readonly title: string; readonly why: string }[] = [];
const machine = describeMachine();

for (let seed = 1; seed <= Number(values.seeds); seed++) {
  const { network: dense } = await trainDense(dataset, { network, epochs: 15, seed });
  console.log(`seed ${seed}: dense ${percent(await accuracyOf(dense))}`);
  for (const contestant of chosen) {
    try {
      await measure(contestant, dense, seed);
    } catch (error) {
      failures.push({ title: contestant.title, why: String(error) });
      console.log(`  ${contestant.title}: ${error}`);
    }
    await save();
  }
}
console.log(`\n${table()}`);

async function measure({ title, family, criterion, temperSlab }: Contestant, dense: CompactNetwork, seed: number) {
  const { posterior } = await fitPosterior(dataset, {
    network,
    family,
    start: dense,
    teacher: dense,
    epochs: Number(values.epochs),
    tempering: { slab: temperSlab },
    seed,
  });
  const scores = criterion === 'taylor' ? await taylorScores(posterior, dataset) : criterion;
  for (const size of sizes) {
    const plan = planPruning(posterior, { name: 'budget', parameters: size }, { criterion: scores });
    const cut = compact(posterior, plan);
    const tuning = {
      epochs: Number(values['fine-tune']),
      learningRate: fineTuneRate,
      teacher: dense,
      distillation: { weight: 0.9, temperature: 4 },
      seed,
    };
    const { network: tuned, history } = await fineTune(cut, dataset, tuning);
    const result: Result = {
      title,
      seed,
      size,
      parameters: parameterCount(specOf(tuned)),
      accuracyAtCut: await accuracyOf(cut),
      accuracy: await accuracyOf(tuned),
      bestAccuracy: history.reduce((best, { validation }) => Math.max(best, validation.value), 0),
    };
    results.push(result);
    console.log(
      `  ${title}: ${plan.after.network}, ${result.parameters} parameters, ${percent(result.accuracyAtCut)} at the cut, ${percent(result.accuracy)} tuned`,
    );
  }
}

async function accuracyOf(candidate: CompactNetwork): Promise<number> {
  const outputs = await networkOutputs(candidate, withFeatures(test, candidate.keptInputs));
  return score((dataset as Dataset).task, outputs, test.values).value;
}

/** After every contestant, so that an interrupted run leaves what it has measured. */
async function save(): Promise<void> {
  const options = { seeds: values.seeds, epochs: values.epochs, fineTune: values['fine-tune'] };
  const document = { bench: 'families', machine, options, results, failures };
  await writeAtomically(values.output, Buffer.from(`${JSON.stringify(document, undefined, 1)}\n`));
  await writeAtomically(values.picture, Buffer.from(picture(fronts())));
}

function fronts(): Front[] {
  return [...new Set(results.map(({ title }) => title))].map((title) => ({
    title,
    points: sizes.flatMap((size) => {
      const own = results.filter((result) => result.title === title && result.size === size);
      if (own.length === 0) return [];
      const accuracies = own.map(({ accuracy }) => accuracy);
      return [{ parameters: mean(own.map(({ parameters }) => parameters)), accuracy: mean(accuracies) }];
    }),
  }));
}

function table(): string {
  const rows = [...new Set(results.map(({ title }) => title))].map((title) => [
    title,
    ...sizes.map((size) => {
      const own = results.filter((result) => result.title === title && result.size === size);
      const accuracies = own.map(({ accuracy }) => accuracy);
      return own.length === 0 ? '' : `${percent(mean(accuracies))} ± ${percent(standardDeviation(accuracies))}`;
    }),
  ]);
  return textTable(['test accuracy, final epoch', ...sizes.map((size) => `<= ${size}`)], rows);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
