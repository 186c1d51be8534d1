import type { InputSpec } from '../core/index.ts';
import { columnCount, featuresOf } from '../core/index.ts';
import type { Rows } from './dataset.ts';

/** Turns raw rows into the network's features; made once, used in every training step. */
export interface Encoder {
  /** Features per row. */
  readonly width: number;
  /** Writes `[indices.length, width]` features to the start of `out` and returns it. */
  encode(rows: Rows, indices: Uint32Array | readonly number[], out: Float32Array): Float32Array;
}

export function encoderOf(input: InputSpec): Encoder {
  return input.kind === 'image' && !input.measured
    ? imageEncoder(columnCount(input), input.scale)
    : numberEncoder(input);
}

/** Features `[indices.length, width]` of some rows; `into` is filled and returned when given. */
export function encodeRows(
  input: InputSpec,
  rows: Rows,
  indices: Uint32Array | readonly number[],
  into?: Float32Array,
): Float32Array {
  const encoder = encoderOf(input);
  return encoder.encode(rows, indices, into ?? new Float32Array(indices.length * encoder.width));
}

function imageEncoder(width: number, scale: number): Encoder {
  return {
    width,
    encode(rows, indices, out) {
      if (rows instanceof Uint8Array) {
        out.fill(0, 0, indices.length * width);
        if (width % 4 === 0 && rows.byteOffset % 4 === 0) encodeWords(rows, indices, out, width, scale);
        else encodeBytes(rows, indices, out, width, scale);
      } else {
        for (let row = 0; row < indices.length; row++) {
          const from = indices[row]! * width;
          const to = row * width;
          for (let pixel = 0; pixel < width; pixel++) out[to + pixel] = rows[from + pixel]! / scale;
        }
      }
      return out;
    },
  };
}

/** Looks at four pixels at once: most of an image of ink on paper is 0, and this runs in every training step. */
function encodeWords(
  rows: Uint8Array,
  indices: Uint32Array | readonly number[],
  out: Float32Array,
  width: number,
  scale: number,
): void {
  const words = new Uint32Array(rows.buffer, rows.byteOffset, rows.length >> 2);
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * width;
    const to = row * width;
    for (let pixel = 0; pixel < width; pixel += 4) {
      if (words[(from + pixel) >>> 2] === 0) continue;
      out[to + pixel] = rows[from + pixel]! / scale;
      out[to + pixel + 1] = rows[from + pixel + 1]! / scale;
      out[to + pixel + 2] = rows[from + pixel + 2]! / scale;
      out[to + pixel + 3] = rows[from + pixel + 3]! / scale;
    }
  }
}

function encodeBytes(
  rows: Uint8Array,
  indices: Uint32Array | readonly number[],
  out: Float32Array,
  width: number,
  scale: number,
): void {
  for (let row = 0; row < indices.length; row++) {
    const from = indices[row]! * width;
    const to = row * width;
    for (let pixel = 0; pixel < width; pixel++) {
      const value = rows[from + pixel]!;
      if (value !== 0) out[to + pixel] = value / scale;
    }
  }
}

function numberEncoder(input: InputSpec): Encoder {
  const columns = columnCount(input);
  const features = featuresOf(input);
  const width = features.length;
  const columnOf = Uint32Array.from(features, (feature) => feature.column);
  const categoryOf = Int32Array.from(features, (feature) => (feature.kind === 'indicator' ? feature.category : -1));
  const meanOf = Float64Array.from(features, (feature) => (feature.kind === 'affine' ? feature.mean : 0));
  const scaleOf = Float64Array.from(features, (feature) => (feature.kind === 'affine' ? feature.scale : 1));
  const imputed = Uint8Array.from(features, (feature) => (feature.kind === 'affine' && feature.imputed ? 1 : 0));
  return {
    width,
    encode(rows, indices, out) {
      for (let row = 0; row < indices.length; row++) {
        const from = indices[row]! * columns;
        const to = row * width;
        for (let feature = 0; feature < width; feature++) {
          const value = rows[from + columnOf[feature]!]!;
          const category = categoryOf[feature]!;
          if (category >= 0) out[to + feature] = value === category ? 1 : 0;
          else if (imputed[feature] === 1 && Number.isNaN(value)) out[to + feature] = 0;
          else out[to + feature] = (value - meanOf[feature]!) / scaleOf[feature]!;
        }
      }
      return out;
    },
  };
}
