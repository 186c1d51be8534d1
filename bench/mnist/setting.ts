import type { CompactNetwork } from '../../core/index.ts';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import {
  type Augmentation,
  examplesOf,
  fineTune,
  networkOutputs,
  score,
  type WeightOptions,
  withFeatures,
} from '../../trainer/index.ts';
import { benchOptions } from '../support/bench-options.ts';
import { openResults, type Results, type RowStart } from './results.ts';

/** What the benches on MNIST share: the data, the test set that is read at the end, the rows, the options. */
export interface Setting<Recipe = unknown> {
  /** As the options have it. */
  readonly recipe: Recipe;
  /** All 60,000 training images, or fewer on demand; nothing is chosen on the test images. */
  readonly dataset: Dataset;
  readonly seeds: readonly number[];
  /** For whatever is trained. */
  readonly augment: { readonly augment?: Augmentation };
  readonly results: Results;
  /** Error on the 10,000 test images, as a share. */
  errorOf(network: CompactNetwork): Promise<number>;
  /**
   * One row of the table, unless there is one: takes a network up to its cut, trains it on, and measures it.
   * @param cut what to do before the fine-tuning that all methods share
   */
  measure(row: RowStart, cut: () => Promise<CompactNetwork>, tuning: WeightOptions): Promise<void>;
}

/**
 * Reads `--seeds N` (3), `--seed N` (only that one), `--output FILE`, `--resume`, which keeps the rows that are in the file
 * already, `--augment`, which trains everything, teachers included, on distorted images too, and `--examples N`, which trains
 * on the first N images only, to try the bench itself.
 * @param augmented what the recipe has in place of `plain`'s with `--augment`
 */
export async function openSetting<Recipe extends { readonly fineTune: { readonly weightDecay: number } }>(
  bench: string,
  plain: Recipe,
  augmented: Partial<Recipe> = {},
): Promise<Setting<Recipe>> {
  const { values } = benchOptions({
    options: {
      seeds: { type: 'string', default: '3' },
      seed: { type: 'string' },
      output: { type: 'string' },
      resume: { type: 'boolean', default: false },
      examples: { type: 'string', default: '60000' },
      augment: { type: 'boolean', default: false },
    },
  });
  const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => index + 1);
  const examples = Number(values.examples);
  const augment = values.augment ? ({ augment: 'affine' } as const) : {};
  // Distorted images keep a small network from learning by heart what it saw; decay then only holds it back (98.46 against
  // 98.78 % on the validation images after 40 epochs of 200-80-36-10).
  const recipe = values.augment ? { ...plain, ...augmented, fineTune: { ...plain.fineTune, weightDecay: 0 } } : plain;
  const output = values.output ?? `bench/results/${bench}${values.augment ? '-augmented' : ''}.json`;
  const results = await openResults(output, bench, { examples, ...augment, ...recipe }, values.resume);
  const dataset = onTheFirst(examples, await loadDataset('mnist'));
  const errorOf = errorOn(dataset);
  return {
    recipe,
    dataset,
    seeds: values.seed === undefined ? seeds : [Number(values.seed)],
    augment,
    results,
    errorOf,
    measure: async (row, cut, tuning) => {
      if (results.has(row)) return;
      const start = performance.now();
      const before = await cut();
      const errorAtCut = await errorOf(before);
      const { network } = await fineTune(before, dataset, { ...tuning, ...augment, seed: row.seed });
      const seconds = (performance.now() - start) / 1000;
      await results.add(row, network, { errorAtCut, error: await errorOf(network), seconds });
    },
  };
}

/** The validation images are trained on as well; what their score then says is nothing. */
export function onTheFirst(examples: number, original: Dataset): Dataset {
  const { train, validation, test } = original.split;
  const all = Uint32Array.from([...train, ...validation]);
  return { ...original, split: { train: all.slice(0, examples), validation, test } };
}

/** Measures networks on the test images. */
export function errorOn(dataset: Dataset): (network: CompactNetwork) => Promise<number> {
  const test = examplesOf(dataset, dataset.split.test);
  return async (network) => {
    const outputs = await networkOutputs(network, withFeatures(test, network.keptInputs));
    return 1 - score(dataset.task, outputs, test.values).value;
  };
}
