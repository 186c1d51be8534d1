import { type ImageInput, pixelPlaces } from '../core/index.ts';
import type { ArrayImage, Rows } from './dataset.ts';
import { columnMeansAndScales, noteOnResolution, requireUsableScale } from './mean-and-scale.ts';

/**
 * What each channel of measurements is standardised by: mean and standard deviation of all its values in the training rows.
 * A channel that is the same everywhere says nothing and gets the scale 1.
 * @param notes are added to
 * @throws DATA_INVALID for a channel whose values spread too little or too much for 32-bit floating point
 */
export function measuredImage(
  source: string,
  shape: ArrayImage,
  rows: Rows,
  train: Uint32Array,
  notes: string[],
): ImageInput {
  const { channels } = shape;
  const placeOf = pixelPlaces(shape);
  const size = shape.height * shape.width * channels;
  const columnsOf = Array.from({ length: channels }, (): number[] => []);
  for (let column = 0; column < size; column++) columnsOf[placeOf(column).channel]!.push(column);
  const measured = columnsOf.map((columns, channel) => {
    const values = new Float32Array(train.length * columns.length);
    let to = 0;
    for (const row of train) for (const column of columns) values[to++] = rows[row * size + column]!;
    const found = columnMeansAndScales(
      values,
      1,
      Uint32Array.from(values, (_, at) => at),
    )[0]!;
    const name = `channel ${channel}`;
    if (found.scale === 0) {
      notes.push(`All values of ${name} are ${found.mean}.`);
      return { mean: found.mean, scale: 1 };
    }
    requireUsableScale(source, name, found);
    notes.push(...noteOnResolution(name, found));
    return found;
  });
  return { kind: 'image', ...shape, scale: 1, measured };
}
