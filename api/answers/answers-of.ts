import { basename } from 'node:path';
import { SecateurError, type Task } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { load, type ModelAnswers } from '../../runtime/index.ts';
import { calibration } from '../../trainer/index.ts';
import type { Listener } from '../listener.ts';
import { labelsOf, predictionsOf } from '../scores/score-model.ts';
import type { PixelScale } from '../shrink/feeds/feeds.ts';
import { runRows, tensorOutputs } from '../shrink/feeds/run-rows.ts';
import { readAnswers } from '../shrink/reading/answers.ts';
import { examine } from '../shrink/reading/examined.ts';
import type { AnsweringData } from './answering-data.ts';
import { foreignLogits } from './foreign-logits.ts';
import { rowsAsTrained } from './rows-as-trained.ts';

/** How models that say nothing of themselves are fed. */
export interface AskingOptions {
  /** What they take for black and white pixels; by default found out. */
  readonly pixelScale?: PixelScale;
  /** Hears what was found out. */
  readonly note?: Listener['note'];
}

/**
 * What a model answers to the rows, fed as its users feed it: one of ours by the names of its columns, any other as `shrink`
 * feeds it.
 * @param name what errors call the model
 * @throws SHAPE_MISMATCH, DATA_INVALID when model and data do not fit each other; UNSUPPORTED; as `load`
 */
export async function answersOf(
  name: string,
  bytes: Uint8Array,
  { dataset, rows }: AnsweringData,
  how: AskingOptions = {},
): Promise<ModelAnswers> {
  if (rows.length === 0)
    throw new SecateurError('DATA_INVALID', `${dataset.name}: has no rows to ask the models about.`);
  const own = await ownAnswers(bytes, { dataset, rows });
  const { values, ...rest } = own ?? (await foreignAnswers(name, bytes, { dataset, rows }, how));
  return {
    data: { name: dataset.name, sha256: dataset.provenance.sha256 },
    kind: dataset.task.kind === 'classification' ? 'classes' : 'numbers',
    ...(dataset.task.kind === 'classification' && { labels: dataset.task.labels }),
    values: Array.from(values),
    targets: Array.from(rows, (row) => dataset.targets[row]!),
    ...rest,
  };
}

type Found = Pick<ModelAnswers, 'expectedCalibrationError' | 'negativeLogLikelihood'> & {
  readonly values: ArrayLike<number>;
};

/** Undefined for a model that says nothing of itself. */
async function ownAnswers(bytes: Uint8Array, { dataset, rows }: AnsweringData): Promise<Found | undefined> {
  await using model = await load(bytes);
  if (model.kind === 'other') return undefined;
  const { task, input } = model.metadata;
  checkTask(task, dataset);
  const predictions = await predictionsOf(model, rowsAsTrained(input, dataset, rows));
  const targets = Float32Array.from(rows, (row) => dataset.targets[row]!);
  if (task.kind === 'classification' && dataset.task.kind === 'classification') {
    const { labels } = dataset.task;
    const position = task.labels.map((label) => labels.indexOf(label));
    const ownIndex = labels.map((label) => task.labels.indexOf(label));
    const width = predictions.length / rows.length;
    return {
      values: labelsOf(predictions, width).map((label) => position[label]!),
      ...certaintyOf(
        task,
        predictions,
        targets.map((label) => ownIndex[label]!),
      ),
    };
  }
  const width = predictions.length / rows.length;
  return {
    values: Float32Array.from(rows, (_, at) => predictions[at * width]!),
    ...certaintyOf(task, predictions, targets),
  };
}

async function foreignAnswers(
  name: string,
  bytes: Uint8Array,
  { dataset, rows }: AnsweringData,
  { pixelScale, note }: AskingOptions,
): Promise<Found> {
  const { feeds, reading, notes } = await examine({ name, bytes }, dataset, pixelScale);
  for (const each of notes) note?.(`${basename(name)}: ${each}`);
  await using model = await load(bytes);
  const outputs = await runRows(model, feeds, rows, tensorOutputs(model));
  const { values } = readAnswers(reading, outputs);
  const { task } = dataset;
  if (reading.kind === 'number' || task.kind !== 'classification') return { values };
  const position = reading.classes.map((label) => task.labels.indexOf(label));
  const targets = Float32Array.from(rows, (row) => reading.classes.indexOf(task.labels[dataset.targets[row]!]!));
  const logits = foreignLogits(reading, outputs, rows.length);
  return {
    // What is no class of the data is wrong, whatever it is.
    values: Array.from(values, (label) => position[label] ?? -1),
    ...(logits && certaintyOf({ kind: 'classification', labels: reading.classes }, logits, targets)),
  };
}

function certaintyOf(task: Task, predictions: Float32Array, targets: Float32Array): Omit<Found, 'values'> {
  const found = calibration(task, predictions, targets);
  if (!found || !Number.isFinite(found.negativeLogLikelihood)) return {};
  const { negativeLogLikelihood } = found;
  return found.kind === 'classification'
    ? { negativeLogLikelihood, expectedCalibrationError: found.expectedCalibrationError }
    : { negativeLogLikelihood };
}

/** @throws SHAPE_MISMATCH for another kind of target, or for classes that the model does not know */
function checkTask(task: Task, { name, task: asked }: Dataset): void {
  if (task.kind !== asked.kind) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `The model does ${task.kind}, but the target of ${name} was read for ${asked.kind}. Name the column with --target, or say which with --task.`,
    );
  }
  if (task.kind !== 'classification' || asked.kind !== 'classification') return;
  const unknown = asked.labels.find((label) => !task.labels.includes(label));
  if (unknown === undefined) return;
  throw new SecateurError(
    'SHAPE_MISMATCH',
    `${name}: holds the class '${unknown}', which the model does not know (it knows ${task.labels.slice(0, 6).join(', ')}). Name the column that it predicts with --target.`,
  );
}
