import { createHash } from 'node:crypto';
import { SecateurError } from '../../core/index.ts';
import { maximumClasses } from '../csv-summary.ts';
import type { Dataset, LoadOptions, Rows } from '../dataset.ts';
import { imageDataset } from '../image-dataset.ts';
import { planTarget } from '../infer-task.ts';
import { pixelsOf } from '../pixels.ts';
import { sampleWeights } from '../sample-weights.ts';
import { requireRows } from '../table-dataset.ts';
import { taskAsked } from '../task-asked.ts';
import { type Cell, collect, newColumn, writeCells } from './cells.ts';

export interface ImageRow {
  /** Row-major, channels last: from 0 to 1, to 255 or to 65,535. It is copied. */
  readonly pixels: ArrayLike<number>;
  readonly target: Cell;
  /** How much the image counts in training: of all images or of none. */
  readonly weight?: number;
}

export interface ImageShape {
  readonly height: number;
  readonly width: number;
  /** 1 when not given. */
  readonly channels?: number;
}

/** See `datasetFrom`. */
export async function imagesFromRows(
  source: string,
  rows: AsyncIterable<ImageRow> | Iterable<ImageRow>,
  { height, width, channels = 1 }: ImageShape,
  options: LoadOptions,
): Promise<Dataset> {
  const size = height * width * channels;
  if (![height, width, channels].every((value) => Number.isInteger(value) && value > 0)) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${source}: images of ${height} x ${width} x ${channels} hold no pixels.`,
    );
  }
  const hash = createHash('sha256');
  const images: Rows[] = [];
  const labels = newColumn('target', maximumClasses);
  const weights: (number | undefined)[] = [];
  for await (const { pixels, target, weight } of rows) {
    if (pixels?.length !== size) {
      throw new SecateurError(
        'SHAPE_MISMATCH',
        `${source}, row ${images.length + 1}: has ${pixels?.length ?? 'no'} pixels where ${height} x ${width} x ${channels} are ${size}.`,
      );
    }
    const copy = pixels instanceof Uint8Array ? pixels.slice() : Float32Array.from(pixels);
    weights.push(weight);
    images.push(copy);
    collect(labels, source, target);
    hash
      .update(
        JSON.stringify([copy.constructor.name, String(labels.cells.at(-1)), ...(weight === undefined ? [] : [weight])]),
      )
      .update(copy);
  }
  requireRows(source, images.length);
  const { plan, notes } = planTarget(source, labels.summary, taskAsked(options));
  const targets = new Float32Array(images.length);
  writeCells(labels, plan, source, targets);
  const missing = targets.findIndex(Number.isNaN);
  if (missing >= 0) {
    throw new SecateurError('DATA_INVALID', `${source}, row ${missing + 1}: has no target. Leave the image out.`);
  }
  const isWeighted = weights.some((weight) => weight !== undefined);
  const pixels = pixelsOf(source, images.length, size, (index) => images[Math.floor(index / size)]![index % size]!);
  return imageDataset(
    {
      source,
      shape: { height, width, channels },
      ...pixels,
      targets,
      target: plan,
      ...(isWeighted && {
        weights: sampleWeights(
          'weight',
          weights.map((weight) => Number(weight ?? Number.NaN)),
          (row) => `${source}, row ${row + 1}`,
        ),
      }),
      hashes: [hash.digest('hex')],
      choices: { height, width, channels },
      notes: [`Images of ${height} x ${width} x ${channels}, pixels from 0 to ${pixels.scale}.`, ...notes],
    },
    options,
  );
}
