import { createHash } from 'node:crypto';
import { type ImageLayout, SecateurError } from '../../core/index.ts';
import { maximumClasses } from '../csv-summary.ts';
import type { Dataset, LoadOptions, Rows } from '../dataset.ts';
import { imageDataset } from '../image-dataset.ts';
import { planTarget } from '../infer-task.ts';
import { measurementsOf } from '../measurements.ts';
import { largestPixel, pixelsOf } from '../pixels.ts';
import { sampleWeights } from '../sample-weights.ts';
import { requireRows } from '../table-dataset.ts';
import { taskAsked } from '../task-asked.ts';
import { type Cell, collect, newColumn, writeCells } from './cells.ts';

export interface ImageRow {
  /** Row-major, in the layout of the shape. It is copied. */
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
  /** Default: channels-last, the values of a pixel side by side. */
  readonly layout?: ImageLayout;
  /**
   * Whether the values are measurements, of any size and sign, whose channels are standardised by the training rows; or pixels
   * from 0 to 1, to 255 or to 65,535. Default: measurements where some value can be no pixel.
   */
  readonly measured?: boolean;
}

/** See `datasetFrom`. */
export async function imagesFromRows(
  source: string,
  rows: AsyncIterable<ImageRow> | Iterable<ImageRow>,
  { channels = 1, measured, ...shape }: ImageShape,
  options: LoadOptions,
): Promise<Dataset> {
  const { height, width } = shape;
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
  const isMeasured =
    measured ?? images.some((values) => values.some((value) => !(value >= 0 && value <= largestPixel)));
  const at = (index: number) => images[Math.floor(index / size)]![index % size]!;
  const values = (isMeasured ? measurementsOf : pixelsOf)(source, images.length, size, at);
  const what = values.scale === undefined ? 'standardised channel by channel' : `pixels from 0 to ${values.scale}`;
  return imageDataset(
    {
      source,
      shape: { ...shape, channels },
      ...values,
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
      choices: { height, width, channels, layout: shape.layout, measured },
      notes: [`Images of ${height} x ${width} x ${channels}, ${what}.`, ...notes],
    },
    options,
  );
}
