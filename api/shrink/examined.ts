import { SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import { load, type Model } from '../../runtime/index.ts';
import { type Answers, checkNumbers, type Reading, readAnswers } from './answers.ts';
import type { PixelScale, RowFeeds } from './feeds.ts';
import { findReading } from './find-reading.ts';
import { candidateScales } from './pixel-scales.ts';
import { rowFeeds } from './row-feeds.ts';
import { runRows, tensorOutputs } from './run-rows.ts';
import type { ShrinkSource } from './shrink-options.ts';

/** How a model takes the data, and what its answers mean. */
export interface Examined {
  readonly feeds: RowFeeds;
  readonly reading: Reading;
  /** `[n]` of all rows: indices into the reading's classes, or numbers. */
  readonly targets: Float32Array;
  /** Some training rows, and what the model says of them. */
  readonly sample: Uint32Array;
  readonly answers: Answers;
  readonly notes: readonly string[];
}

/** Enough to tell scales and meanings apart. */
const sampleRows = 1000;

/**
 * Feeds the original some training rows and finds out how its answers are to be read.
 * @throws SHAPE_MISMATCH, DATA_INVALID when model and data do not fit each other; UNSUPPORTED
 */
export async function examine(
  source: ShrinkSource,
  dataset: Dataset,
  pixelScale: PixelScale | undefined,
): Promise<Examined> {
  await using model = await load(source.bytes);
  const named = { ...model, name: source.name };
  const sample = spread(dataset.split.train, sampleRows);
  const candidates = pixelScale ? [{ name: '', scale: pixelScale }] : candidateScales(dataset);
  if (candidates.length === 0) candidates.push({ name: '', scale: [] });
  const tried: (Omit<Examined, 'notes'> & { name: string; quality: number })[] = [];
  for (const { name, scale } of candidates) {
    tried.push({ name, ...(await answered(source, named, dataset, sample, scale.length > 0 ? scale : undefined)) });
  }
  const best = tried.reduce((first, other) => (other.quality > first.quality ? other : first));
  const notes = [
    ...(candidates.length > 1
      ? [`Pixels are fed as ${best.name} (black:white), which the model answers best; --pixel-scale says otherwise.`]
      : []),
    ...doubts(best, dataset),
  ];
  return { ...best, notes };
}

async function answered(
  source: ShrinkSource,
  model: Model,
  dataset: Dataset,
  sample: Uint32Array,
  scale: PixelScale | undefined,
) {
  const feeds = rowFeeds(source.name, model.inputs, dataset, scale);
  const outputs = await runRows(model, feeds, sample, tensorOutputs(model));
  checkNumbers(source.name, outputs, sample, dataset.name);
  const original = decodeModel(source.bytes, source.name);
  const reading = findReading(source.name, original, outputs, dataset.task);
  const answers = readAnswers(reading, outputs);
  const targets = targetsFor(reading, dataset);
  return { feeds, reading, targets, sample, answers, quality: qualityOf(answers, targets, sample) };
}

/** Class indices as the model counts them. */
function targetsFor(reading: Reading, { task, targets }: Dataset): Float32Array {
  if (task.kind === 'regression' || reading.kind === 'number') return targets;
  const position = task.labels.map((label) => reading.classes.indexOf(label));
  return targets.map((label) => position[label]!);
}

/** More is better: the share of right answers, or minus the mean squared error. */
function qualityOf(answers: Answers, targets: Float32Array, rows: Uint32Array): number {
  let sum = 0;
  rows.forEach((row, at) => {
    const answer = answers.values[at]!;
    sum += answers.kind === 'classes' ? Number(answer === targets[row]) : -((answer - targets[row]!) ** 2);
  });
  return sum / rows.length;
}

/** A model that is no better than guessing on data it was made for was fed wrongly. */
function doubts(
  { answers, targets, sample, quality }: Omit<Examined, 'notes'> & { quality: number },
  { name }: Dataset,
) {
  const counts = new Map<number, number>();
  for (const row of sample) counts.set(targets[row]!, (counts.get(targets[row]!) ?? 0) + 1);
  const isClasses = answers.kind === 'classes';
  const mean = [...sample].reduce((sum, row) => sum + targets[row]!, 0) / sample.length;
  const variance = [...sample].reduce((sum, row) => sum + (targets[row]! - mean) ** 2, 0) / sample.length;
  const guessing = isClasses ? Math.max(...counts.values()) / sample.length : -variance;
  if (quality > guessing) return [];
  const how = isClasses
    ? `is right on ${(100 * quality).toFixed(1)} % of the training rows of ${name}, no more than the most frequent class`
    : `is no better on the training rows of ${name} than their mean`;
  return [
    `The original ${how}: it is probably not fed as it was trained. Look at the order of the columns, at their scale (pixels: --pixel-scale), and at --target.`,
  ];
}

/** At most `count` rows, evenly spread. */
export function spread(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length === 0) throw new SecateurError('DATA_INVALID', 'There are no training rows. Give more data.');
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, at) => rows[Math.floor((at * rows.length) / count)]!);
}
