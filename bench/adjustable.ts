import { scoreModel } from '../api/index.ts';
import {
  type CompactNetwork,
  compactWeights,
  formatNetwork,
  macCount,
  type Posterior,
  parameterCount,
  parseNetwork,
  specOf,
  type Tensor,
  tensorNames,
} from '../core/index.ts';
import { loadDataset } from '../datasets/index.ts';
import {
  type AdjustableNetwork,
  compact,
  exportModel,
  planPruning,
  prefixAt,
  prefixNetwork,
  sortByNeed,
} from '../exporter/index.ts';
import { fineTune, fitPosterior, trainDense } from '../trainer/index.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:adjustable`: one file of many widths against an ordinarily trained 784-300-100-10 that is truncated, on
 * the test images of MNIST. Nothing is cut beforehand, so that both have the same sizes at each width.
 */
const { values } = benchOptions({
  options: {
    seed: { type: 'string', default: '1' },
    epochs: { type: 'string', default: '8' },
    output: { type: 'string' },
  },
});
const [seed, epochs] = [Number(values.seed), Number(values.epochs)];
const trained = [0.25, 0.5, 0.75, 1];
const measured = [0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 0.875, 1];
const machine = describeMachine();
const dataset = await loadDataset('mnist', { seed });
const network = parseNetwork('784-300-100-10');

const log = (text: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${text}`);
const { network: dense } = await trainDense(dataset, { network, epochs: 8, seed });
log('dense network trained');
const { posterior } = await fitPosterior(dataset, {
  network,
  seed,
  epochs: 6,
  start: dense,
  teacher: dense,
  tempering: { slab: 0.02 },
  prior: { budget: 20_000 },
});
log('posterior fitted');

const byPosterior = sortedWhole(posterior, 'inclusion');
const byMagnitude = sortedWhole(asPosterior(dense, posterior), 'magnitude');
const tuning = { teacher: dense, distillation: { weight: 0.9, temperature: 4 }, seed, epochs };
const nested = async (sorted: AdjustableNetwork) => {
  const prefixes = trained.map((width) => prefixAt(sorted, width));
  return { ...sorted, network: (await fineTune(sorted.network, dataset, { ...tuning, prefixes })).network };
};
const methods: Record<string, (width: number) => Promise<CompactNetwork | undefined>> = {};
const fromOneFile = ({ network: whole, narrows }: AdjustableNetwork) => {
  return async (width: number) => prefixNetwork(whole, prefixAt({ network: whole, narrows }, width));
};
methods['adjustable, by inclusion'] = fromOneFile(await nested(byPosterior));
log('nested by inclusion');
methods['adjustable, by magnitude'] = fromOneFile(await nested(byMagnitude));
log('nested by magnitude');
methods['ordinary, truncated'] = fromOneFile(byMagnitude);
methods['ordinary, truncated, each width trained on alone'] = async (width) => {
  if (!trained.includes(width)) return undefined;
  const part = prefixNetwork(byMagnitude.network, prefixAt(byMagnitude, width));
  return (await fineTune(part, dataset, tuning)).network;
};

const rows: { method: string; width: number; network: string; parameters: number; macs: number; error: number }[] = [];
for (const [method, at] of Object.entries(methods)) {
  for (const width of measured) {
    const part = await at(width);
    if (!part) continue;
    const spec = specOf(part);
    const { value } = await scoreModel(exportModel(part), dataset, dataset.split.test);
    const sizes = { network: formatNetwork(spec), parameters: parameterCount(spec), macs: macCount(spec) };
    rows.push({ method, width, ...sizes, error: 1 - value });
    log(`${method}, ${width}: ${percent(1 - value)}`);
  }
}
await writeResults('adjustable', { machine, seed, epochs, trained, rows }, values.output);
const names = Object.keys(methods);
console.log(
  textTable(
    ['width', 'network', ...names],
    measured.map((width) => {
      const own = rows.filter((row) => row.width === width);
      const errorOf = (method: string) => own.find((row) => row.method === method)?.error;
      return [`${width}`, own[0]!.network, ...names.map((name) => percent(errorOf(name)))];
    }),
  ),
);

/** All of a network, the most needed first. */
function sortedWhole(of: Posterior, criterion: string): AdjustableNetwork {
  const plan = planPruning(of, { name: 'budget', parameters: parameterCount(network) }, { criterion });
  return sortByNeed(compact(of, plan), of, plan);
}

/** Weights without probabilities, as a posterior that criteria can read. */
function asPosterior(point: CompactNetwork, like: Posterior): Posterior {
  const tensors: Record<string, Tensor> = {};
  compactWeights(point).forEach(({ weight, bias }, layer) => {
    tensors[tensorNames.slabMean(layer)] = weight;
    tensors[tensorNames.biasMean(layer)] = bias;
  });
  return { ...like, family: 'deterministic', tensors };
}

function percent(share: number | undefined): string {
  return share === undefined ? '' : `${(100 * share).toFixed(2)} %`;
}
