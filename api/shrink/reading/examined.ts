import { formatFigure, formatPercent, SecateurError } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { decodeModel, type FirstAffine, firstAffine, type OnnxModel } from '../../../onnx/index.ts';
import { load, type Model } from '../../../runtime/index.ts';
import type { PixelScale, RowFeeds, Scale } from '../feeds/feeds.ts';
import { ownFeeds } from '../feeds/own-feeds.ts';
import { formatPixelScale } from '../feeds/pixel-scales.ts';
import { rowFeeds } from '../feeds/row-feeds.ts';
import { runRows, tensorOutputs } from '../feeds/run-rows.ts';
import { scalesFor, takesWhole, wholePixels } from '../feeds/scales.ts';
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
/** Enough to tell scales apart, of which there are several to try. */
const triedRows = 300;

/**
 * Feeds the original some training rows and finds out how its answers are to be read.
 * @throws SHAPE_MISMATCH, DATA_INVALID when model and data do not fit each other; UNSUPPORTED
 */
export async function examine(
  source: Pick<ShrinkSource, 'name' | 'bytes'>,
  dataset: Dataset,
  pixelScale: PixelScale | undefined,
): Promise<Examined> {
  await using model = await load(source.bytes, { name: source.name });
  const sample = spread(dataset.split.train, sampleRows);
  const original = decodeModel(source.bytes, source.name);
  const answer = (scale: Scale, rows: Uint32Array) => answered(model, original, dataset, rows, scale);
  const [first] = model.inputs;
  const asked = pixelScale ?? wholePixels(dataset.input, first);
  const possible = scalesFor(dataset, asked, firstOf(original, model, dataset));
  // Standardised values are no whole numbers, and our own models take raw ones.
  const scales = takesWhole(first) || ownFeeds(model, dataset) ? possible.slice(0, 1) : possible;
  // One alone needs no comparison.
  const tried = scales.length > 1 ? await inTurn(scales, (scale) => answer(scale, spread(sample, triedRows))) : [];
  const chosen = tried.length > 1 ? chosenOf(tried).scale : scales[0]!;
  const best = await answer(chosen, sample);
  return { ...best, notes: [...notesOn(best, tried, dataset), ...doubts(best, best.reading, dataset)] };
}

type Fed = Tried & Awaited<ReturnType<typeof answered>>;

/** What the model does to images before anything else. */
function firstOf(original: OnnxModel, { inputs }: Model, { input }: Dataset): FirstAffine | undefined {
  const [only] = inputs;
  return input.kind === 'image' && only ? firstAffine(original, only.name, input.channels) : undefined;
}

async function inTurn<Item, Result>(items: readonly Item[], work: (item: Item) => Promise<Result>): Promise<Result[]> {
  const results: Result[] = [];
  for (const item of items) results.push(await work(item));
  return results;
}

/** The first that no other is clearly better than; among those that standardise, which hardly differ, the best. */
function chosenOf(tried: readonly Fed[]): Fed {
  const clear = tried.reduce((first, other) => (isClearlyBetter(other, first) ? other : first));
  if (!clear.scale.isStandardised) return clear;
  const alike = tried.filter(({ scale }) => scale.isStandardised);
  return alike.reduce((best, other) => (other.quality > best.quality ? other : best));
}

/** What was found out about the scale, and by how much it is the best. */
function notesOn({ scale, answers }: Fed, tried: readonly Fed[], { input, split }: Dataset): string[] {
  if (tried.length <= 1) return [];
  const isImage = input.kind === 'image';
  if (!isImage && scale === tried[0]!.scale) return [];
  if (scale.toldBy) return [`${scale.note}, as the model's own first operators (${scale.toldBy.join(', ')}) say.`];
  const found = `${scale.note}, which the model answers best`;
  if (!isImage) return [`${found}.`];
  const figures = tried.map(
    ({ scale, quality }) => `${formatPixelScale(scale.pixels!)} ${figureOf(answers.kind, quality)}`,
  );
  const rows = Math.min(triedRows, split.train.length);
  return [
    `${found} of what was tried on ${rows} training rows (${figures.join(', ')}). If it was trained on another scale, say so: --pixel-scale black:white.`,
  ];
}

function figureOf(kind: Answers['kind'], quality: number): string {
  return kind === 'classes' ? formatPercent(quality) : `RMSE ${formatFigure(Math.sqrt(-quality))}`;
}

async function answered(model: Model, original: OnnxModel, dataset: Dataset, sample: Uint32Array, scale: Scale) {
  const feeds = ownFeeds(model, dataset) ?? rowFeeds(model.name, model.inputs, dataset, scale);
  const outputs = await runRows(model, feeds, sample, tensorOutputs(model));
  checkNumbers(model.name, outputs, sample, dataset.name);
  const reading = findReading(model.name, original, outputs, dataset.task);
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
