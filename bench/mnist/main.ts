import { mkdirSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  type CompactNetwork,
  denseNetwork,
  formatNetwork,
  macCount,
  parameterCount,
  parseNetwork,
  specOf,
} from '../../core/index.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { compact, planPruning } from '../../exporter/index.ts';
import {
  examplesOf,
  fineTune,
  fitPosterior,
  networkOutputs,
  randomNetwork,
  score,
  trainDense,
  withFeatures,
} from '../../trainer/index.ts';
import { describeMachine } from '../support/machine.ts';
import { quincunx } from './grid.ts';
import { iterativeMagnitude } from './iterative-magnitude.ts';
import { recipe } from './recipe.ts';

/**
 * Small MNIST networks by three routes to the same size: cut from a spike-and-slab posterior, built by hand on a fixed
 * grid of pixels, and iterative magnitude pruning, each with the same teachers and the same fine-tuning.
 */
interface Result {
  readonly method: string;
  readonly size: number;
  readonly seed: number;
  readonly network: string;
  readonly parameters: number;
  readonly macs: number;
  readonly accuracyAtCut?: number;
  readonly accuracy: number;
  readonly seconds: number;
}

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '3' }, output: { type: 'string', default: 'bench/results/mnist.json' } },
});
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
const machine = describeMachine();
const dataset = trainingOnEverything(await loadDataset('mnist'));
const test = examplesOf(dataset, dataset.split.test);
const network = parseNetwork(recipe.network);

const teachers: CompactNetwork[] = [];
for (const seed of [1, 2, 3]) {
  const { network: teacher } = await trainDense(dataset, { network, ...recipe.teacher, seed });
  teachers.push(teacher);
  say(`teacher ${seed}: ${percent(await accuracyOf(teacher))}`);
}

const results: Result[] = [];
for (const seed of seeds) {
  const dense = teachers[(seed - 1) % teachers.length]!;
  for (const size of recipe.sizes) {
    const { parameters, expected, fineTuneEpochs, byHand } = size;
    await measure('posterior', seed, parameters, fineTuneEpochs, async () => {
      const { posterior } = await fitPosterior(dataset, {
        network,
        start: dense,
        teacher: teachers,
        prior: { budget: expected },
        tempering: { slab: recipe.posterior.slabTempering },
        ...recipe.posterior,
        seed,
      });
      return compact(posterior, planPruning(posterior, { name: 'budget', parameters }));
    });
    await measure('built by hand', seed, parameters, fineTuneEpochs, async () =>
      randomNetwork(dataset.input, dataset.task, quincunx(byHand[0]), denseNetwork(byHand), seed),
    );
    await measure('iterative magnitude', seed, parameters, fineTuneEpochs, () =>
      iterativeMagnitude(dense, byHand, dataset, { teacher: teachers, seed }),
    );
  }
}
printTable();
mkdirSync('bench/results', { recursive: true });
writeFileSync(values.output, `${JSON.stringify({ bench: 'mnist', machine, recipe, results }, null, 1)}\n`);

/** Runs one method up to its cut, then the fine-tuning that all share. */
async function measure(
  method: string,
  seed: number,
  size: number,
  epochs: number,
  route: () => Promise<CompactNetwork>,
): Promise<void> {
  const start = performance.now();
  const cut = await route();
  const accuracyAtCut = await accuracyOf(cut);
  const tuned = await fineTune(cut, dataset, { epochs, learningRate: recipe.fineTuneRate, teacher: teachers, seed });
  const spec = specOf(tuned.network);
  const result: Result = {
    method,
    size,
    seed,
    network: formatNetwork(spec),
    parameters: parameterCount(spec),
    macs: macCount(spec),
    ...(method !== 'built by hand' && { accuracyAtCut }),
    accuracy: await accuracyOf(tuned.network),
    seconds: (performance.now() - start) / 1000,
  };
  results.push(result);
  say(
    `seed ${seed} <= ${size}: ${method} ${result.network} (${result.parameters}) ${percent(accuracyAtCut)} -> ${percent(result.accuracy)}, ${result.seconds.toFixed(0)} s`,
  );
}

function printTable(): void {
  say(`\n| size | aim | method | parameters | test accuracy, final epoch, mean ± sd [${seeds.length} seeds] |`);
  say('|---|---|---|---|---|');
  for (const { parameters, aim } of recipe.sizes) {
    for (const method of new Set(results.map((result) => result.method))) {
      const chosen = results.filter((result) => result.size === parameters && result.method === method);
      const accuracies = chosen.map((result) => result.accuracy);
      const sizes = chosen.map((result) => result.parameters).join(', ');
      say(
        `| ${parameters} | ${percent(aim)} | ${method} | ${sizes} | ${percent(mean(accuracies))} ± ${percent(deviation(accuracies))} |`,
      );
    }
  }
}

async function accuracyOf(candidate: CompactNetwork): Promise<number> {
  const outputs = await networkOutputs(candidate, withFeatures(test, candidate.keptInputs));
  return score(dataset.task, outputs, test.values).value;
}

function trainingOnEverything(original: Dataset): Dataset {
  const { train, validation, test: testRows } = original.split;
  return { ...original, split: { train: Uint32Array.from([...train, ...validation]), validation, test: testRows } };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}

function deviation(numbers: readonly number[]): number {
  const centre = mean(numbers);
  return Math.sqrt(numbers.reduce((sum, value) => sum + (value - centre) ** 2, 0) / Math.max(1, numbers.length - 1));
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
