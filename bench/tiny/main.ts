import { mkdir, readFile } from 'node:fs/promises';
import { scoreModel } from '../../api/index.ts';
import { formatNetwork, macCount, parameterCount, specOf } from '../../core/index.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { exportModel } from '../../exporter/index.ts';
import { writeAtomically } from '../../files/index.ts';
import { fineTune } from '../../trainer/index.ts';
import { errorOn, onTheFirst } from '../mnist/setting.ts';
import { denseNetworks } from '../mnist/teachers.ts';
import { benchOptions } from '../support/bench-options.ts';
import { describeMachine } from '../support/machine.ts';
import { resultsPath, writeResults } from '../support/results.ts';
import { checkSameRecipe } from '../support/same-recipe.ts';
import { mean, standardDeviation } from '../support/statistics.ts';
import { textTable } from '../support/text-table.ts';
import { cutNetwork } from './cut.ts';
import { recipes, type TinyRecipe } from './recipe.ts';

/**
 * `npm run bench:tiny`: the smallest MNIST classifiers as plain ONNX files: cut from a spike-and-slab posterior, trained on
 * with rounded weights, written lean. Error is that of the file in onnxruntime on the 10,000 test images, at the final epoch.
 * `--seeds N` (3), `--only dense`, `--output FILE`, `--examples N`, which trains on the first N images only, to try the bench;
 * `--resume` keeps the rows that are in the file, which is written after each network. Dense networks and posteriors are kept in
 * `out/bench`: from then on only the fine-tuning is done again.
 */
interface Row {
  readonly kind: keyof typeof recipes;
  readonly seed: number;
  readonly network: string;
  readonly parameters: number;
  readonly macs: number;
  readonly bits: number;
  readonly bytes: number;
  readonly mostBytes: number;
  /** On the test images, as shares: of the cut network, and of the file. */
  readonly errorAtCut: number;
  readonly error: number;
  readonly seconds: number;
}

const { values } = benchOptions({
  options: {
    seeds: { type: 'string', default: '3' },
    only: { type: 'string' },
    output: { type: 'string' },
    examples: { type: 'string', default: '60000' },
    resume: { type: 'boolean', default: false },
  },
});
const machine = describeMachine();
const dataset = onTheFirst(Number(values.examples), await loadDataset('mnist'));
const rows: Row[] = values.resume ? await rowsBefore() : [];
for (const kind of Object.keys(recipes) as (keyof typeof recipes)[]) {
  if (values.only !== undefined && values.only !== kind) continue;
  const recipe = recipes[kind];
  const { network, dense, teachers: count } = recipe;
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
  const left = seeds.filter((seed) => !rows.some((row) => row.kind === kind && row.seed === seed));
  if (left.length === 0) continue;
  const teachers = await denseNetworks({ dataset, errorOf: errorOn(dataset) }, { network, ...dense }, count);
  for (const seed of left) {
    const row = await measured(kind, recipe, dataset, teachers, seed);
    rows.push(row);
    await writeResults('tiny', { machine, recipes, rows }, values.output);
    const { bytes, error, seconds } = row;
    console.log(
      `${kind}, seed ${seed}: ${row.network}, ${bytes} bytes, error ${percent(error)}, ${seconds.toFixed(0)} s`,
    );
  }
}
console.log(table(rows));

/** None where there is no file. */
async function rowsBefore(): Promise<Row[]> {
  const path = resultsPath('tiny', values.output);
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return [];
  const before = JSON.parse(text) as { recipes: unknown; rows: Row[] };
  checkSameRecipe(path, before.recipes, recipes);
  return before.rows;
}

async function measured(
  kind: Row['kind'],
  recipe: TinyRecipe,
  data: Dataset,
  teachers: Awaited<ReturnType<typeof denseNetworks>>,
  seed: number,
): Promise<Row> {
  const start = performance.now();
  const cut = await cutNetwork({ dataset: data }, recipe, teachers[(seed - 1) % teachers.length]!, teachers, seed);
  const { bits, fineTune: tuning, mostBytes } = recipe;
  const { network } = await fineTune(cut, data, { ...tuning, teacher: teachers, weightBits: bits, seed });
  const model = exportModel(network, { lean: true });
  await mkdir('out/bench', { recursive: true });
  await writeAtomically(`out/bench/tiny-${kind}-${seed}.onnx`, model);
  const spec = specOf(network);
  return {
    kind,
    seed,
    network: formatNetwork(spec),
    parameters: parameterCount(spec),
    macs: macCount(spec),
    bits,
    bytes: model.length,
    mostBytes,
    errorAtCut: await errorOn(data)(cut),
    error: 1 - (await scoreModel(model, data, data.split.test)).value,
    seconds: (performance.now() - start) / 1000,
  };
}

function table(all: readonly Row[]): string {
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  const cells = kinds.map((kind) => {
    const chosen = all.filter((row) => row.kind === kind);
    const errors = chosen.map(({ error }) => error);
    return [
      kind,
      chosen.map(({ network }) => network).join(' '),
      chosen.map(({ parameters }) => parameters).join(' '),
      String(chosen[0]!.bits),
      chosen.map(({ bytes }) => bytes).join(' '),
      `${percent(mean(errors))} ± ${percent(standardDeviation(errors))}`,
      String(chosen.length),
    ];
  });
  return textTable(['', 'networks', 'parameters', 'bits', 'bytes of the file', 'test error', 'seeds'], cells);
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
