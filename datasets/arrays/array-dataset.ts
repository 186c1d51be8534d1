import { SecateurError } from '../../core/index.ts';
import type { Dataset, LoadOptions } from '../dataset.ts';
import { imageDataset } from '../image-dataset.ts';
import { reserveRows } from '../labelled-rows.ts';
import { planNumbers, planTexts } from '../number-target.ts';
import { largestPixel, pixelsOf } from '../pixels.ts';
import { refuseOptions } from '../refuse-options.ts';
import { sampleWeights } from '../sample-weights.ts';
import { tableDataset } from '../table-dataset.ts';
import { taskAsked } from '../task-asked.ts';
import { arrayValues, checkSize, likelyShape, shapeOf } from './array-images.ts';
import type { Npy } from './npy.ts';

/** An array and what errors call it. */
export interface Named {
  readonly name: string;
  readonly npy: Npy;
}

/** Examples and their targets; without `y` the last column of `x` is the target. */
export interface Examples {
  readonly x: Named;
  readonly y?: Named;
  /** How much each of them counts in training. */
  readonly weights?: Named & { readonly column: string };
}

const mostChannels = 4;

/**
 * A table from `x` of two dimensions, images from three or four: (n, height, width) or (n, height, width, channels). Where
 * numbers of those are no pixels, as in series of measurements, they are rows of a table, in the order of the file. With
 * `options.imageShape` examples of any dimensions are images of that shape, of pixels or of measurements.
 * @param test a test set of its own.
 * @param hashes of the files that were read.
 * @throws SHAPE_MISMATCH, DATA_INVALID, ARGUMENT_INVALID for options of CSV files.
 */
export async function arrayDataset(
  source: string,
  train: Examples,
  test: Examples | undefined,
  hashes: readonly string[],
  options: LoadOptions,
): Promise<Dataset> {
  refuseOptions(
    source,
    options,
    [
      'targetFile',
      'sampleWeights',
      'task',
      'seed',
      'validationFraction',
      'testFraction',
      'testRows',
      'split',
      'likelihood',
      'imageShape',
    ],
    'arrays have no named columns and bring their own test set, if any',
  );
  const parts = test ? [train, test] : [train];
  const texts = parts.find(({ x }) => x.npy.textAt);
  if (texts) {
    throw new SecateurError('UNSUPPORTED', `${texts.x.name}: holds texts, which only targets may be. Save numbers.`);
  }
  const rank = train.x.npy.shape.length;
  if (rank < 2 || (rank > 4 && !options.imageShape)) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${train.x.name}: has the shape (${train.x.npy.shape.join(', ')}). A table has 2 dimensions, images have 3 or 4 (count, height, width, channels).`,
    );
  }
  const { imageShape } = options;
  const areImages =
    imageShape !== undefined || (rank > 2 && !parts.some(({ x: { npy } }) => isSome(npy, isMeasurement)));
  for (const part of parts) checkShapes(part, train, areImages && !imageShape);
  const counts = parts.map(({ x }) => x.npy.shape[0]!);
  const hasTargetColumn = train.y === undefined;
  const perRow = train.x.npy.length / counts[0]!;
  const width = perRow - (hasTargetColumn ? 1 : 0);

  const name = train.y ? 'y' : `x${perRow}`;
  const origin = train.y?.name ?? train.x.name;
  const task = taskAsked(options);
  const labels = textsOf(parts);
  const { plan, targets } = labels
    ? planTexts(origin, name, labels, task)
    : planNumbers(
        origin,
        name,
        Float64Array.from(
          parts.flatMap(({ x, y }) =>
            Array.from({ length: x.npy.shape[0]! }, (_, row) => (y ? y.npy.at(row) : x.npy.at((row + 1) * perRow - 1))),
          ),
        ),
        task,
      );
  const notes = [...(hasTargetColumn ? ['The target is the last column.'] : []), ...plan.notes];
  const count = counts[0]! + (counts[1] ?? 0);
  const material = {
    source,
    targets,
    target: plan.plan,
    ...(counts[1] !== undefined && { testCount: counts[1] }),
    hashes,
    ...(train.weights && { weights: weightsOf(train.weights, counts[0]!, count) }),
  };
  if (areImages) {
    const shape = imageShape ?? shapeOf(train.x.npy);
    checkSize(train.x.name, shape, width);
    const at = (index: number) => {
      const [row, column] = [Math.floor(index / width), index % width];
      const inTest = row - counts[0]!;
      return inTest < 0 ? train.x.npy.at(row * perRow + column) : test!.x.npy.at(inTest * perRow + column);
    };
    const values = imageShape ? arrayValues(train.x.name, count, width, at) : pixelsOf(train.x.name, count, width, at);
    const { height, width: columns, channels } = shape;
    const what = values.scale === undefined ? 'standardised channel by channel' : `pixels from 0 to ${values.scale}`;
    notes.push(`Images of ${height} x ${columns} x ${channels}, ${what}.`);
    const choices = imageShape && { choices: { imageShape } };
    return imageDataset({ ...material, ...values, shape, notes, ...choices }, options);
  }
  if (rank > 2) {
    const sizes = train.x.npy.shape.slice(1).join(' x ');
    notes.push(
      `Some numbers are no pixels: each example of ${sizes} is read as a row of ${width} columns. For networks of convolutions say what it is, for example --image-shape ${likelyShape(train.x.npy)}.`,
    );
  }
  const { data } = reserveRows(source, count, width);
  let to = 0;
  for (const { x } of parts) {
    for (let row = 0; row < x.npy.shape[0]!; row++) {
      for (let column = 0; column < width; column++) data[to++] = readFeature(x, row, column, perRow);
    }
  }
  const plans = Array.from({ length: width }, (_, column) => ({ kind: 'numeric' as const, name: `x${column + 1}` }));
  return tableDataset({ ...material, data, plans, sourceRowCount: counts[0]!, notes }, options);
}

function weightsOf({ name, npy, column }: Named & { readonly column: string }, rows: number, count: number) {
  if (npy.textAt || npy.shape[0] !== rows || npy.length !== rows) {
    const what = npy.textAt ? 'holds texts' : `has the shape (${npy.shape.join(', ')})`;
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${name}: ${what} where ${rows} rows need a number each as their weight.`,
    );
  }
  const values = Float64Array.from({ length: rows }, (_, row) => npy.at(row));
  return sampleWeights(column, values, (row) => `${name}: row ${row}`, count);
}

/** Targets that are texts; undefined where they are numbers. */
function textsOf(parts: readonly Examples[]): string[] | undefined {
  const targets = parts.flatMap(({ y }) => (y?.npy.textAt ? [{ ...y.npy, textAt: y.npy.textAt }] : []));
  if (targets.length === 0) return undefined;
  if (targets.length === parts.length) {
    return targets.flatMap(({ length, textAt }) => Array.from({ length }, (_, row) => textAt(row)));
  }
  const numbers = parts.find(({ y }) => !y?.npy.textAt)!;
  throw new SecateurError(
    'DATA_INVALID',
    `${(numbers.y ?? numbers.x).name}: has numbers where the other targets are texts. Give one kind.`,
  );
}

/** Something that pixels never are; NaN may be a damaged image. */
function isMeasurement(value: number): boolean {
  return Number.isFinite(value) && (value < 0 || value > largestPixel);
}

function isSome({ length, at }: Npy, test: (value: number) => boolean): boolean {
  for (let index = 0; index < length; index++) if (test(at(index))) return true;
  return false;
}

function checkShapes({ x, y }: Examples, train: Examples, areImages: boolean): void {
  const { shape } = x.npy;
  if (x.npy.length === 0) {
    throw new SecateurError('DATA_INVALID', `${x.name}: has the shape (${shape.join(', ')}): there is no data.`);
  }
  if (
    shape.length !== train.x.npy.shape.length ||
    shape.some((size, axis) => axis > 0 && size !== train.x.npy.shape[axis])
  ) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${x.name}: has the shape (${shape.join(', ')}) where ${train.x.name} has (${train.x.npy.shape.join(', ')}). Only the first dimension may differ.`,
    );
  }
  if (areImages && shape.length === 4 && shape[3]! > mostChannels) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${x.name}: has the shape (${shape.join(', ')}), so ${shape[3]} channels; at most ${mostChannels} are read. Channels come last: numpy.transpose(x, (0, 2, 3, 1)) brings them there.`,
    );
  }
  if (y === undefined) {
    if (shape.length === 2 && shape[1]! > 1) return;
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${x.name}: has the shape (${shape.join(', ')}) and no targets. Give them with --target-file y.npy, or as y of an .npz file.`,
    );
  }
  const targets = y.npy.shape;
  if (targets[0] !== shape[0] || y.npy.length !== shape[0]) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${y.name}: has the shape (${targets.join(', ')}) where the ${shape[0]} rows of ${x.name} need one number each. Of one-hot labels give numpy.argmax(y, 1).`,
    );
  }
}

/** NaN is a missing value. */
function readFeature({ name, npy }: Named, row: number, column: number, perRow: number): number {
  const value = Math.fround(npy.at(row * perRow + column));
  if (Math.abs(value) !== Infinity) return value;
  throw new SecateurError(
    'DATA_INVALID',
    `${name}: row ${row}, column ${column} is infinite, or too large for 32-bit floating point. Correct it, or write NaN where the value is missing.`,
  );
}
