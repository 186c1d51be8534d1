import type { ImageInput, InputSpec, LikelihoodName, Task } from '../core/index.ts';

/** Raw values, row-major `[n, columnCount(input)]`: pixels 0-255, or the values a table's `InputSpec` describes. */
export type Rows = Uint8Array | Float32Array;

/** Examples as they were read, and everything needed to turn them into features and to check predictions. */
export interface Dataset {
  readonly name: string;
  /** For tables mean, scale and categories come from the training rows only. */
  readonly input: InputSpec;
  /** For regression mean and scale come from the training rows only. */
  readonly task: Task;
  /**
   * `Uint8Array` for images, `Float32Array` for tables, where NaN is a missing number and a category is its index
   * (-1 when no training row has it).
   */
  readonly rows: Rows;
  /** `[n]`: the index of the class, or the target in its original unit. */
  readonly targets: Float32Array;
  /** How much each example counts in training, where the source says so. */
  readonly weights?: SampleWeights;
  readonly split: Split;
  readonly provenance: Provenance;
  /** Ascending indices of the columns that the target depends on, where it is known: simulations. */
  readonly truth?: readonly number[];
  /** Sentences for people: what was dropped, replaced or inferred. */
  readonly notes: readonly string[];
}

export interface SampleWeights {
  /** The column they come from, which is no feature; or the array, or the name of the file. */
  readonly column: string;
  /** `[n]`, finite, from 0. */
  readonly values: Float32Array;
}

/** Row indices, disjoint, each list ascending. */
export interface Split {
  readonly train: Uint32Array;
  readonly validation: Uint32Array;
  readonly test: Uint32Array;
}

export interface Provenance {
  /** What was asked for: `mnist`, or a path as the user wrote it. */
  readonly source: string;
  /** Of the bytes of every file read and of the choices made (target, task, split), in hexadecimal. */
  readonly sha256: string;
}

/** An image in an array, or measurements in the form of one: a series has the height 1. */
export type ArrayImage = Pick<ImageInput, 'height' | 'width' | 'channels' | 'layout'>;

export interface LoadOptions {
  /** The column to predict; the last one when not given. Tables only. */
  readonly target?: string;
  /** Inferred from the target when not given, see `inferTask`. Tables only. */
  readonly task?: Task['kind'];
  /** How targets are drawn; by default `categorical` for classes and `gaussian` for numbers. It implies the task. */
  readonly likelihood?: LikelihoodName;
  /**
   * What says how much each row counts in training: a column, which is no feature; an array of the `.npz` file; the name of
   * a `.npy` file beside that of the examples.
   */
  readonly sampleWeights?: string;
  /** Which split is drawn; 0 when not given. Image sets have a fixed split. */
  readonly seed?: number;
  /** Part of a table's rows (default .1) or of an image set's training rows (default 1/12, its last ones). */
  readonly validationFraction?: number;
  /** Part of a table's rows, default .2. Image sets have their own test file. */
  readonly testFraction?: number;
  /** A second CSV file with the same columns, the test set. */
  readonly testFile?: string;
  /** Zero-based data rows of the CSV file that are the test set, for published splits. */
  readonly testRows?: readonly number[];
  /** The targets of a `.npy` file: a second one. */
  readonly targetFile?: string;
  /** What image files are resized to, in pixels; without it they must all be of one size. Folders of images only. */
  readonly imageSize?: { readonly height: number; readonly width: number };
  /** Turns image files with colour into grey ones. Folders of images only. */
  readonly grey?: boolean;
  /** What each example of an array is, in the order of its numbers, where its shape does not say so. Arrays only. */
  readonly imageShape?: ArrayImage;
  /** A JSON file that lists rows: see `readSplitFile`. */
  readonly split?: string;
  /** Whether columns that are constant in the training rows stay, for a model that reads them. Tables only. */
  readonly keepConstant?: boolean;
}
