import { denseNetwork, featuresOf, type NetworkSpec, outputWidth } from '../core/index.ts';
import type { Dataset } from '../datasets/index.ts';

const smallest = 48;
const largest = 300;
/** Fewer training rows than this get one hidden layer. */
const rowsForTwoLayers = 1000;

/**
 * A network to start from when none is named. It may well be larger than needed, for training prunes it, and of one that is
 * just large enough a small part is too small (docs/benchmarks.md, pruned against dense on tables): the first hidden layer is
 * four times as wide as the square root of the training rows (a multiple of 4 from 48 to 300); from 1,000 rows a second layer
 * of a third of that follows. MNIST gets 784-300-100-10, 100 rows of 4 features 4-48-3.
 */
export function networkFor(dataset: Pick<Dataset, 'input' | 'task' | 'split'>): NetworkSpec {
  const features = featuresOf(dataset.input).length;
  const rows = dataset.split.train.length;
  const first = bounded(4 * Math.sqrt(rows));
  const hidden = rows < rowsForTwoLayers ? [first] : [first, bounded(first / 3)];
  return denseNetwork([features, ...hidden, outputWidth(dataset.task)]);
}

function bounded(width: number): number {
  return Math.min(largest, Math.max(smallest, 4 * Math.round(width / 4)));
}
