import { SecateurError, sizeOf } from '../../../core/index.ts';
import { type Feed, typedData, type ValueInfo } from '../../../runtime/index.ts';

/** What a model is fed for some rows of a data set. */
export type RowFeeds = (rows: Uint32Array) => Readonly<Record<string, Feed>>;

/** What is done to raw values before a model is fed; at most one of the two. */
export interface Scale {
  readonly pixels?: PixelScale;
  /** Of each column of a table: `(x - mean) / scale` is fed. */
  readonly columns?: readonly { readonly mean: number; readonly scale: number }[];
  /** What a note says if this was found to be right. */
  readonly note: string;
  /** One of several that hardly differ. */
  readonly isStandardised?: true;
  /** The model's own operators that say so. */
  readonly toldBy?: readonly string[];
}

/** For each channel, what a model takes for black (the lowest pixel) and for white (the highest). */
export type PixelScale = readonly (readonly [black: number, white: number])[];

/** Numbers as a tensor of an input's own type. @throws UNSUPPORTED for types that hold no plain numbers */
export function typedValues(
  model: string,
  { name, type }: ValueInfo,
  values: Float32Array | Float64Array,
  dims: readonly number[],
): Feed {
  checkWhole(model, { name, type }, values);
  const data = typedData(type, values);
  if (type && data) return { type, data, dims };
  throw new SecateurError(
    'UNSUPPORTED',
    `${model}: its input '${name}' takes ${type ?? 'no tensor'}, which rows of numbers cannot fill. Export the model with float32 inputs.`,
  );
}

/** @throws DATA_INVALID for values that no whole number of the input's type stands for */
function checkWhole(
  model: string,
  { name, type }: Pick<ValueInfo, 'name' | 'type'>,
  values: Float32Array | Float64Array,
): void {
  const [isWhole, unsigned, bits] = /^(?:bool|(u?)int(\d+))$/.exec(type ?? '') ?? [];
  if (isWhole === undefined) return;
  const above = bits === undefined ? Number.MAX_VALUE : 2 ** (Number(bits) - (unsigned ? 0 : 1));
  const least = unsigned ? 0 : -above;
  const wrong = values.find((value) => !(Math.round(value) >= least && Math.round(value) < above));
  if (wrong === undefined) return;
  const what = Number.isNaN(wrong)
    ? 'missing values there. Fill them in'
    : `${wrong} there. Give it in the model's own scale`;
  throw new SecateurError('DATA_INVALID', `${model}: its input '${name}' takes ${type}, but the data has ${what}.`);
}

/** Values of one row; undefined where a dimension beside the first is left open. */
export function numberOfDims({ dims }: ValueInfo): number | undefined {
  const own = dims.slice(1);
  return own.every((dim) => typeof dim === 'number') && dims.length > 0 ? sizeOf(own as number[]) : undefined;
}

/** The first few names, for messages. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 6).map((name) => `'${name}'`);
  return names.length > shown.length ? `${shown.join(', ')}, ...` : shown.join(', ');
}
