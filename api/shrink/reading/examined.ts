import { SecateurError } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { decodeModel } from '../../../onnx/index.ts';
import { load, type Model } from '../../../runtime/index.ts';
import type { PixelScale, RowFeeds, Scale } from '../feeds/feeds.ts';
import { rowFeeds } from '../feeds/row-feeds.ts';
import { runRows, tensorOutputs } from '../feeds/run-rows.ts';
import { scalesFor } from '../feeds/scales.ts';
import type { ShrinkSource } from '../shrink-options.ts';
import { type Answers, checkNumbers, type Reading, readAnswers } from './answers.ts';
import { doubts, isClearlyBetter, qualityOf, type Tried } from './doubts.ts';
import { findReading } from './find-reading.ts';

/** How a model takes the data, and what its answers mean. */
export interface Examined {
  readonly feeds: RowFeeds;
  readonly reading: Reading;
  /** `[n]` of all rows: indices into the reading's classes, or numbers. */
  readonly targets: Float32Array;
  /** Some training rows, and what the model says of them. */
  readonly sample: Uint32Array;
  readonly answers: Answers;
  /** What is done to raw values before they are fed. */
  readonly scale: Scale;
  readonly notes: readonly string[];
}

/** Enough to tell scales and meanings apart. */
const sampleRows = 1000;

/**
 * Feeds the original some training rows and finds out how its answers are to be read.
 * @throws SHAPE_MISMATCH, DATA_INVALID when model and data do not fit each other; UNSUPPORTED
 */
export async function examine(
  source: Pick<ShrinkSource, 'name' | 'bytes'>,
  dataset: Dataset,
  pixelScale: PixelScale | undefined,
): Promise<Examined> {
  await using model = await load(source.bytes);
  const named = { ...model, name: source.name };
  const sample = spread(dataset.split.train, sampleRows);
  const tried: (Tried & Awaited<ReturnType<typeof answered>>)[] = [];
  for (const scale of scalesFor(dataset, pixelScale)) {
    tried.push(await answered(source, named, dataset, sample, scale));
  }
  const best = tried.reduce((first, other) => (isClearlyBetter(other, first) ? other : first));
  const isFound = tried.length > 1 && (best !== tried[0] || dataset.input.kind === 'image');
  const notes = [
    ...(isFound ? [`${best.scale.note}, which the model answers best.${otherScale(dataset)}`] : []),
    ...doubts(best, dataset),
  ];
  return { ...best, notes };
}

/** Few scales are tried, and the best of them need not be the model's own. */
function otherScale({ input }: Dataset): string {
  return input.kind === 'image' ? ' If it was trained on another scale, say so: --pixel-scale black:white.' : '';
}

async function answered(
  source: Pick<ShrinkSource, 'name' | 'bytes'>,
  model: Model,
  dataset: Dataset,
  sample: Uint32Array,
  scale: Scale,
) {
  const feeds = rowFeeds(source.name, model.inputs, dataset, scale);
  const outputs = await runRows(model, feeds, sample, tensorOutputs(model));
  checkNumbers(source.name, outputs, sample, dataset.name);
  const original = decodeModel(source.bytes, source.name);
  const reading = findReading(source.name, original, outputs, dataset.task);
  const answers = readAnswers(reading, outputs);
  const targets = targetsFor(reading, dataset);
  return { scale, feeds, reading, targets, sample, answers, quality: qualityOf(answers, targets, sample) };
}

/** Class indices as the model counts them. */
function targetsFor(reading: Reading, { task, targets }: Dataset): Float32Array {
  if (task.kind === 'regression' || reading.kind === 'number') return targets;
  const position = task.labels.map((label) => reading.classes.indexOf(label));
  return targets.map((label) => position[label]!);
}

/** At most `count` rows, evenly spread. */
export function spread(rows: Uint32Array, count: number): Uint32Array {
  if (rows.length === 0) throw new SecateurError('DATA_INVALID', 'There are no training rows. Give more data.');
  if (rows.length <= count) return rows;
  return Uint32Array.from({ length: count }, (_, at) => rows[Math.floor((at * rows.length) / count)]!);
}
