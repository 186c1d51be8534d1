import { type CompactNetwork, type CompactWeightedLayer, compactWeights, randomStream } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { examplesOf } from '../../trainer/index.ts';
import { mean, standardError } from '../support/statistics.ts';

/** Enough to rank features by, of a large validation part. */
const mostRows = 500;

/**
 * The features that a dense network needs by its permutation importance (Breiman 2001): they are ranked by how much the
 * loss on the validation rows rises when their values change places among the rows; the smallest number of them is
 * taken with which, all others at their means, the loss on the validation rows is within one standard error of its best.
 */
export function importantFeatures(network: CompactNetwork, dataset: Dataset, seed: number): number[] {
  const passes = passesOf(network, dataset);
  const { width, rows } = passes;
  const intact = mean(passes.lossesOf(passes.sums()));
  const importance = Array.from({ length: width }, (_, feature) => {
    const sums = passes.sums();
    const order = randomStream(seed, `permutation/${feature}`).permutation(rows);
    passes.addFeature(sums, feature, (row) => passes.value(order[row]!, feature) - passes.value(row, feature));
    return mean(passes.lossesOf(sums)) - intact;
  });
  const ranked = importance.map((_, feature) => feature).sort((a, b) => importance[b]! - importance[a]!);

  const sums = passes.biases();
  const tried = [{ size: 0, losses: passes.lossesOf(sums) }];
  for (const [before, feature] of ranked.entries()) {
    passes.addFeature(sums, feature, (row) => passes.value(row, feature));
    if (isWorthTrying(before + 1)) tried.push({ size: before + 1, losses: passes.lossesOf(sums) });
  }
  const best = tried.reduce((least, each) => (mean(each.losses) < mean(least.losses) ? each : least));
  const bound = mean(best.losses) + standardError(best.losses);
  const { size } = tried.find(({ losses }) => mean(losses) <= bound)!;
  return ranked.slice(0, size).sort((one, other) => one - other);
}

/** Every size up to 50, then those with two digits that count: 60, 70, ..., 110, 120. */
function isWorthTrying(size: number): boolean {
  return size <= 50 || size % 10 ** (String(size).length - 2 || 1) === 0;
}

/**
 * Passes through the network over all validation rows, from the sums of the first layer on: changing one feature costs
 * one column there, and not the whole matrix.
 */
function passesOf(network: CompactNetwork, dataset: Dataset) {
  const rowsOfPart = dataset.split.validation.slice(0, mostRows);
  const examples = examplesOf(dataset, rowsOfPart);
  const { width, count: rows } = examples;
  const features = new Float32Array(rows * width);
  examples.features(
    Uint32Array.from({ length: rows }, (_, row) => row),
    features,
  );
  const { task } = dataset;
  const targets = Float64Array.from(rowsOfPart, (row) => {
    const target = dataset.targets[row]!;
    return task.kind === 'regression' ? (target - task.mean) / task.scale : target;
  });
  const [first, ...others] = compactWeights(network);
  const units = first!.bias.data.length;
  const column = (feature: number) =>
    Float64Array.from({ length: units }, (_, unit) => first!.weight.data[unit * width + feature]!);

  const biases = () => Float64Array.from({ length: rows * units }, (_, at) => first!.bias.data[at % units]!);
  const value = (row: number, feature: number) => features[row * width + feature]!;
  const addFeature = (sums: Float64Array, feature: number, amount: (row: number) => number) => {
    const weights = column(feature);
    for (let row = 0; row < rows; row++) {
      const by = amount(row);
      for (let unit = 0; unit < units; unit++) sums[row * units + unit]! += by * weights[unit]!;
    }
  };
  const whole = biases();
  for (let feature = 0; feature < width; feature++) addFeature(whole, feature, (row) => value(row, feature));
  return {
    width,
    rows,
    value,
    biases,
    addFeature,
    sums: () => whole.slice(),
    /** Squared error of the standardised target, or cross-entropy, of each row. */
    lossesOf: (sums: Float64Array): number[] =>
      Array.from({ length: rows }, (_, row) => {
        const outputs = others.reduce(throughLayer, sums.subarray(row * units, (row + 1) * units));
        if (task.kind === 'regression') return (outputs[0]! - targets[row]!) ** 2;
        const top = Math.max(...outputs);
        return top + Math.log(outputs.reduce((sum, logit) => sum + Math.exp(logit - top), 0)) - outputs[targets[row]!]!;
      }),
  };
}

/** The sums of a layer from those of the layer before it, whose units are rectified. */
function throughLayer(before: Float64Array, { weight: { data }, bias }: CompactWeightedLayer): Float64Array {
  const sums = Float64Array.from(bias.data);
  const width = before.length;
  for (let unit = 0; unit < sums.length; unit++) {
    let sum = sums[unit]!;
    for (let at = 0; at < width; at++) if (before[at]! > 0) sum += before[at]! * data[unit * width + at]!;
    sums[unit] = sum;
  }
  return sums;
}
