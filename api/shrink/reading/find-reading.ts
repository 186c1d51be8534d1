import { SecateurError, sizeOf, type Task } from '../../../core/index.ts';
import type { OnnxModel } from '../../../onnx/index.ts';
import { listed } from '../feeds/feeds.ts';
import { isFractional, type RowOutput } from '../feeds/run-rows.ts';
import type { Reading } from './answers.ts';
import { statedClasses } from './stated-classes.ts';

/**
 * Which output answers what the data asks, and which class each number stands for.
 * @param outputs of the original for a sample of rows
 * @throws SHAPE_MISMATCH when the data has other classes than the model, or a number where the model has classes
 */
export function findReading(name: string, model: OnnxModel, outputs: readonly RowOutput[], task: Task): Reading {
  const image = outputs.find(({ dims }) => dims.filter((size) => size > 1).length > 1);
  if (outputs.length > 0 && outputs.every(({ dims }) => sizeOf(dims) > 1) && image) {
    const what = `answers images or sequences ('${image.name}' [n, ${image.dims.join(', ')}]), which the data's one target a row cannot judge`;
    throw new SecateurError('UNSUPPORTED', `${name}: ${what}. Cut it by its weights: --data-free, without --data.`);
  }
  const single = outputs.filter((output) => widthOf(output) === 1);
  const numbers = outputs.filter(({ type }) => isFractional(type));
  if (task.kind === 'regression') {
    const answer = single.find(({ type }) => isFractional(type));
    if (answer) return { kind: 'number', output: answer.name };
    const shapes = outputs.map((output) => `'${output.name}' [n, ${output.dims.join(', ')}]`).join(', ');
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${name}: answers ${shapes}, but the data has one number to predict in each row ('${task.target}'). If these are classes, add --task classification; if the target is another column, name it with --target; of several numbers at once none is learned: --data-free, without --data, cuts the model by its weights.`,
    );
  }
  const label = single.find(({ type }) => !isFractional(type));
  const scores = numbers.find((output) => widthOf(output) > 1) ?? numbers[0];
  const width = scores ? Math.max(2, widthOf(scores)) : undefined;
  const stated = statedClasses(model, width);
  const classes = classesOf(name, stated, width, task.labels);
  if (label) return { kind: 'label', output: label.name, classes, spoken: spokenBy(name, label, classes, stated) };
  if (!scores) {
    throw new SecateurError('UNSUPPORTED', `${name}: has no output with a label or a score for each row.`);
  }
  if (widthOf(scores) > 1) return { kind: 'scores', output: scores.name, classes };
  const areProbabilities = (scores.values as Float32Array).every((value) => value >= 0 && value <= 1);
  return { kind: 'score', output: scores.name, classes, threshold: areProbabilities ? 0.5 : 0 };
}

/** How the model writes the classes: as the data does, in words of its own, or as their positions. */
function spokenBy(
  name: string,
  label: RowOutput,
  classes: readonly string[],
  stated: readonly string[] | undefined,
): readonly string[] {
  const says = [...new Set(Array.from(label.values as Iterable<unknown>, String))];
  const found = [classes, stated ?? [], classes.map((_, at) => `${at}`)].find((words) =>
    says.some((word) => words.includes(word)),
  );
  if (found) return found;
  throw new SecateurError(
    'SHAPE_MISMATCH',
    `${name}: answers ${listed(says)} ('${label.name}'), but the classes of the data are ${listed(classes)}. Name the column that the model predicts with --target, with the same labels.`,
  );
}

/** The classes in the order of the model's scores, written as the data writes them. */
function classesOf(
  name: string,
  named: readonly string[] | undefined,
  width: number | undefined,
  labels: readonly string[],
): readonly string[] {
  const spelling = new Map(labels.map((label) => [canonical(label), label]));
  const stated = named?.map((label) => spelling.get(canonical(label)) ?? label);
  if (stated && labels.every((label) => stated.includes(label))) return stated;
  const codes = labels.map(Number);
  const count = width ?? labels.length;
  if (codes.every((code) => Number.isInteger(code) && code >= 0 && code < count)) {
    return Array.from({ length: count }, (_, code) => spelling.get(String(code)) ?? `${code}`);
  }
  if (labels.length === count && !stated) return sorted(labels);
  const has = stated ? `the classes ${listed(stated)}` : `${count} classes`;
  throw new SecateurError(
    'SHAPE_MISMATCH',
    `${name}: tells ${has} apart, but the data has ${labels.length}: ${listed(labels)}. Name the column that the model predicts with --target, and give rows of its classes only.`,
  );
}

/** `1`, `1.0` and `01` are one class. */
function canonical(label: string): string {
  const number = label.trim() === '' ? Number.NaN : Number(label);
  return Number.isNaN(number) ? label : String(number);
}

/** As scikit-learn's LabelEncoder sorts: numbers by size, text by code point. */
function sorted(labels: readonly string[]): string[] {
  const areNumbers = labels.every((label) => label.trim() !== '' && !Number.isNaN(Number(label)));
  return [...labels].sort(areNumbers ? (a, b) => Number(a) - Number(b) : (a, b) => (a < b ? -1 : a > b ? 1 : 0));
}

function widthOf({ dims }: RowOutput): number {
  return sizeOf(dims);
}
