/**
 * What a user feeds a model, and how raw values become the network's features. It is part of every posterior and
 * every exported model, so that raw rows (pixels 0-255, grams, category names) are all that anybody ever needs.
 */
export type InputSpec = ImageInput | TableInput;

/**
 * The order of an image's values: rows of pixels with the channels of a pixel side by side (the default), or one channel
 * after the other, each row by row, as PyTorch and ONNX have them.
 */
export type ImageLayout = 'channels-last' | 'channels-first';

/** Whether one channel comes after the other; of images of a single channel both orders are the same. */
export function isChannelsFirst(image: { readonly channels: number; readonly layout?: ImageLayout }): boolean {
  return image.channels > 1 && image.layout === 'channels-first';
}

/** Pixels in row-major order; every pixel x becomes the feature `x / scale`, unless they are `measured`. */
export interface ImageInput {
  readonly kind: 'image';
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  /** `channels-last` when not given. */
  readonly layout?: ImageLayout;
  readonly scale: number;
  /**
   * Of measurements in the form of an image, which may be negative, such as series of sensors: one for each channel, whose
   * values x become the features `(x - mean) / scale`. The other `scale` is then 1.
   */
  readonly measured?: readonly ChannelScale[];
}

export interface ChannelScale {
  readonly mean: number;
  readonly scale: number;
}

export interface TableInput {
  readonly kind: 'table';
  readonly columns: readonly Column[];
}

export type Column = NumericColumn | CategoricalColumn;

/** One feature `(x - mean) / scale`. A missing value is NaN; it is replaced by `mean` where `imputed` is true. */
export interface NumericColumn {
  readonly kind: 'numeric';
  readonly name: string;
  readonly mean: number;
  readonly scale: number;
  /** Whether training data had missing values here: only then does a model accept NaN in this column. */
  readonly imputed: boolean;
}

/**
 * One 0/1 feature per category. The raw value is the index into `categories`; a value never seen in training is
 * -1 and sets no feature. Missing values seen in training are the category `''`.
 */
export interface CategoricalColumn {
  readonly kind: 'categorical';
  readonly name: string;
  readonly categories: readonly string[];
}

/** One input of the network, computed from one raw column. */
export type Feature =
  | {
      readonly kind: 'affine';
      readonly column: number;
      readonly mean: number;
      readonly scale: number;
      readonly imputed: boolean;
    }
  | { readonly kind: 'indicator'; readonly column: number; readonly category: number };

/** Number of raw values in a row. */
export function columnCount(input: InputSpec): number {
  return input.kind === 'image' ? input.height * input.width * input.channels : input.columns.length;
}

/** The network's features in order; the position in this list is the index of the network's input. */
export function featuresOf(input: InputSpec): Feature[] {
  if (input.kind === 'image') {
    const { measured, scale } = input;
    const placeOf = pixelPlaces(input);
    return Array.from({ length: columnCount(input) }, (_, column) => ({
      kind: 'affine' as const,
      column,
      ...(measured ? measured[placeOf(column).channel]! : { mean: 0, scale }),
      imputed: false,
    }));
  }
  return input.columns.flatMap((column, index): Feature[] =>
    column.kind === 'numeric'
      ? [{ kind: 'affine', column: index, mean: column.mean, scale: column.scale, imputed: column.imputed }]
      : column.categories.map((_, category) => ({ kind: 'indicator', column: index, category })),
  );
}

/** A name for each feature: `pixel 3,14`, `age`, `city=Oslo`. */
export function featureNames(input: InputSpec): string[] {
  if (input.kind === 'image') {
    const { width, channels } = input;
    const placeOf = pixelPlaces(input);
    return Array.from({ length: columnCount(input) }, (_, index) => {
      const { place, channel } = placeOf(index);
      return `pixel ${Math.floor(place / width)},${place % width}${channels > 1 ? `,${channel}` : ''}`;
    });
  }
  return input.columns.flatMap((column) =>
    column.kind === 'numeric' ? [column.name] : column.categories.map((category) => `${column.name}=${category}`),
  );
}

/** For the index of a value in a row: which pixel it is of, counted row by row, and which channel. */
export function pixelPlaces(image: Omit<ImageInput, 'kind' | 'scale'>) {
  const { height, width, channels } = image;
  const size = height * width;
  return isChannelsFirst(image)
    ? (index: number) => ({ place: index % size, channel: Math.floor(index / size) })
    : (index: number) => ({ place: Math.floor(index / channels), channel: index % channels });
}
