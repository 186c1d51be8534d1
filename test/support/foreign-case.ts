import type { ShrinkSource } from '../../api/shrink/shrink-options.ts';
import { denseNetwork, featuresOf, outputWidth, randomStream } from '../../core/index.ts';
import { type Dataset, datasetFrom } from '../../datasets/index.ts';
import { encodeModel, type OnnxModel, readForeign } from '../../onnx/index.ts';
import { type TrainedNetwork, trainDense } from '../../trainer/index.ts';
import { foreignStyle, type Style } from './foreign-style.ts';

export const columnNames = ['height', 'width', 'weight', 'age', 'speed', 'noise a', 'noise b', 'constant'] as const;

/**
 * A table whose target depends on the first three of eight columns, which are of very different sizes; one never changes.
 * @param labels of the classes in the order of what they mean; without any the target is a number
 */
export function madeUpTable(labels?: readonly string[]): Promise<Dataset> {
  const key = String(labels);
  const known = tables.get(key) ?? makeUpTable(labels);
  tables.set(key, known);
  return known;
}

/** Of one test file: the same table, and the same training on it, serve all its tests. */
const tables = new Map<string, Promise<Dataset>>();
const trained = new WeakMap<Dataset, Promise<TrainedNetwork>>();

function makeUpTable(labels?: readonly string[], rows = 600): Promise<Dataset> {
  const random = randomStream(7, 'foreign case');
  const made = Array.from({ length: rows }, () => {
    const [a, b, c, ...others] = Array.from({ length: 7 }, () => random.normal());
    const signal = a! + b! * c! + 0.5 * b!;
    const label = labels?.[Math.min(labels.length - 1, Math.max(0, Math.floor(signal + labels.length / 2)))];
    const cells = [180 + 10 * a!, 0.01 * b!, 1000 * c!, ...others, 4];
    const target = label ?? 50 + 20 * signal;
    return { ...Object.fromEntries(columnNames.map((name, at) => [name, cells[at]!])), target };
  });
  return datasetFrom(made, { target: 'target', keepConstant: true, task: labels ? 'classification' : 'regression' });
}

/** A model of that table, as somebody else would have exported it. */
export async function foreignCase(dataset: Dataset, style: Style): Promise<ShrinkSource> {
  const widths = [featuresOf(dataset.input).length, 24, 16, outputWidth(dataset.task)];
  const training = trained.get(dataset) ?? trainDense(dataset, { network: denseNetwork(widths), seed: 1, epochs: 30 });
  trained.set(dataset, training);
  const { network } = await training;
  return sourceOf(foreignStyle(network, style));
}

export function sourceOf(model: OnnxModel): ShrinkSource {
  return { name: 'model.onnx', bytes: encodeModel(model), foreign: readForeign(model, 'model.onnx') };
}
