import { join } from 'node:path';
import { type Dataset, loadDataset } from '../../datasets/index.ts';
import { dataFolder } from '../uci/data-sets.ts';

/** One network and what it is cut to. Names are those of `bench/peers/shrink_task.py`, which has the networks. */
export interface ShrinkTask {
  readonly network: string;
  /** What the model reads, without the batch. */
  readonly shape: readonly number[];
  /** Whether the model standardises what it reads. */
  readonly standardised: boolean;
  readonly load: (seed: number) => Promise<Dataset>;
  /** Parameters at most, from large to small. */
  readonly budgets: readonly number[];
  readonly batchSize: number;
  /** Of the dense network; of our posterior, or Torch-Pruning's rounds; of the fine-tuning that both end with. */
  readonly epochs: { readonly dense: number; readonly fit: number; readonly fineTune: number };
  /** Rounds that Torch-Pruning's cut is spread over. */
  readonly rounds: number;
}

/** The data of a task; of the training rows only the first so many. */
export async function loadData({ load }: ShrinkTask, seed: number, examples: number): Promise<Dataset> {
  const dataset = await load(seed);
  const { split } = dataset;
  return { ...dataset, split: { ...split, train: split.train.slice(0, examples) } };
}

const digits = {
  standardised: false,
  load: (seed: number) => loadDataset('mnist', { seed }),
  batchSize: 128,
};
const table = (file: string) => ({
  standardised: true,
  load: (seed: number) => loadDataset(join(dataFolder(), file), { task: 'classification', seed }),
});

export const shrinkTasks: Readonly<Record<string, ShrinkTask>> = {
  'MNIST-MLP': {
    network: 'mnist-mlp',
    shape: [784],
    ...digits,
    budgets: [40_000, 20_000, 10_000, 5_000],
    epochs: { dense: 20, fit: 12, fineTune: 40 },
    rounds: 6,
  },
  'LeNet-5': {
    network: 'lenet5',
    shape: [1, 28, 28],
    ...digits,
    budgets: [16_000, 8_000, 4_000, 2_000],
    epochs: { dense: 12, fit: 8, fineTune: 20 },
    rounds: 4,
  },
  letters: {
    network: 'letters',
    shape: [16],
    ...table('mlbench/LetterRecognition.csv'),
    budgets: [6_000, 4_000, 2_500, 1_500],
    batchSize: 128,
    epochs: { dense: 60, fit: 60, fineTune: 120 },
    rounds: 10,
  },
  DNA: {
    network: 'DNA',
    shape: [180],
    ...table('mlbench/DNA.csv'),
    budgets: [4_000, 1_000, 300, 150, 75],
    batchSize: 32,
    epochs: { dense: 15, fit: 60, fineTune: 60 },
    rounds: 10,
  },
};
