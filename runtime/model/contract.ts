/// <reference lib="esnext.disposable" preserve="true" />
import type { Tensor } from 'onnxruntime-common';
import type { ErrorCode } from '../../core/essentials.ts';
import type { ModelMetadata } from '../model-file/metadata.ts';
import type { DownloadReport } from './download-report.ts';
import type { Device, Provider } from './providers.ts';

export type { Device, Provider } from './providers.ts';

/** Calls of `predict` that come at about the same time go into the runtime together. */
export interface BatchOptions {
  /** Rows that go together at most, 64 by default; a call with more goes alone. */
  readonly maxRows?: number;
  /** How long the first of them waits for others, 1 by default; 0 joins the calls of one turn of the event loop. */
  readonly maxWaitMs?: number;
}

export interface LoadOptions {
  /**
   * What the model is to run on; of several the first that takes it, in load or, where it fails only then, in the first
   * call. `auto` by default: the processor, and WebAssembly where it cannot be had (in pages WebAssembly first).
   */
  readonly device?: 'auto' | Device | readonly Device[];
  /** Threads for one call, 1 by default: small networks do not gain from more, and idle threads cost. */
  readonly threads?: number;
  /**
   * Relative width above 0, at most 1, of a model exported with `--adjustable`: the part of each layer's units, and of the
   * inputs, that is used. 1 by default.
   */
  readonly width?: number;
  /** Joins calls of `predict` where many small ones come at once, as in a server. Off by default. */
  readonly batch?: BatchOptions;
  /** Threads wait for the next call awake: it begins sooner, and a core is busy all the time. False by default. */
  readonly spinning?: boolean;
  /**
   * Whether an accelerator's answers are compared with the processor's when the model is loaded; true by default. Some
   * compute wrong answers without an error; false saves a second session for that moment.
   */
  readonly check?: boolean;
  /** What messages call a model that is loaded from bytes, `model` by default. Others are called by their path or address. */
  readonly name?: string;
}

/** A provider that was asked for, and why it did not take the model; the last one of `Model.tried` did. */
export interface Tried {
  readonly provider: Provider;
  readonly refused?: { readonly code: ErrorCode; readonly message: string };
  /** What it did not grant of what was asked for, though it took the model: threads, in a page that may not have them. */
  readonly reduced?: string;
  /** Why its answers could not be compared with the processor's: of an accelerator, see `LoadOptions.check`. */
  readonly unchecked?: string;
}

/** One input or output of a model; a dimension is a number, or the name of one that the caller chooses. */
export interface ValueInfo {
  readonly name: string;
  /** Undefined for what is no tensor (a sequence, a map). */
  readonly type: Tensor.Type | undefined;
  /** Empty for a scalar, and where the file leaves the shape open. */
  readonly dims: readonly (number | string)[];
}

/** A tensor, or the parts of one. */
export type Feed =
  | Tensor
  | { readonly type: Tensor.Type; readonly data: Tensor.DataType; readonly dims: readonly number[] };

/** Typed arrays of numbers. */
export type NumberArray =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array;

/**
 * A value by name: a number; the text of a category; null where it is missing. Of inputs of other people's models also what
 * their type says, and an array where a row has several values.
 */
export type FeatureValue =
  | number
  | string
  | boolean
  | bigint
  | null
  | NumberArray
  | BigInt64Array
  | BigUint64Array
  | readonly (number | string | boolean | bigint)[];

/** One row: a value for each column of the model's table or, of other people's models, for each input. */
export type FeatureRow = Readonly<Record<string, FeatureValue>>;

/**
 * Raw rows: one flat array that holds all rows after one another, an array of rows, or an array of rows by name. Values by
 * position are what the model's `input` describes: pixels 0-255, grams, the index of a category.
 */
export type Rows =
  | NumberArray
  | readonly number[]
  | readonly (NumberArray | readonly number[])[]
  | readonly FeatureRow[];

export interface Classification {
  readonly label: string;
  /** Position of `label` among the model's labels. */
  readonly index: number;
  /** One for each label, in the order of the labels. */
  readonly probabilities: Float32Array;
  /** Of `probabilities`, in nats: how undecided the answer is. Of models exported with `--predictive`. */
  readonly entropy?: number;
  /**
   * The part of the entropy, in nats, that comes from not knowing the weights, and not from the data's own noise. Of models
   * exported with `--predictive samples=K` or `moments`.
   */
  readonly mutualInformation?: number;
}

export interface Regression {
  /** In the target's own unit; of counts the rate. */
  readonly value: number;
  /**
   * Learned standard deviation of observations around `value`, in the same unit, where the likelihood is Gaussian. It is
   * the noise of the data, and does not grow where the model was never trained; of models exported with `--predictive
   * samples=K` or `moments` the uncertainty of the weights is added, and it may.
   */
  readonly stdDev?: number;
  /** The part of `stdDev` that comes from not knowing the weights. Of models exported with `--predictive` as above. */
  readonly modelStdDev?: number;
  /** Between which 95 % of observations are expected. Of models exported with `--predictive`. */
  readonly interval?: readonly [lower: number, upper: number];
}

export type Model = ClassificationModel | RegressionModel | OtherModel;

export interface ClassificationModel extends BareModel {
  readonly kind: 'classification';
  readonly metadata: ModelMetadata;
  /** The answer to a row given by name. @throws as for several */
  predict(row: FeatureRow): Promise<Classification>;
  /** One answer a row. @throws SHAPE_MISMATCH, DATA_INVALID, ARGUMENT_INVALID, PROVIDER_FAILED. */
  predict(rows: Rows): Promise<Classification[]>;
}

export interface RegressionModel extends BareModel {
  readonly kind: 'regression';
  readonly metadata: ModelMetadata;
  /** The answer to a row given by name. @throws as for several */
  predict(row: FeatureRow): Promise<Regression>;
  /** One answer a row. @throws SHAPE_MISMATCH, DATA_INVALID, ARGUMENT_INVALID, PROVIDER_FAILED. */
  predict(rows: Rows): Promise<Regression[]>;
}

/** A model that Secateur did not write. */
export interface OtherModel extends BareModel {
  readonly kind: 'other';
  readonly metadata: undefined;
  /** All outputs for one row, with the model's inputs by name. @throws as for several */
  predict(row: FeatureRow): Promise<Readonly<Record<string, Tensor>>>;
  /**
   * All outputs by name, for all rows together. By position only for models with a single float32 input whose first
   * dimension counts rows; by name for any number of inputs that all count rows by their first dimension.
   * @throws SHAPE_MISMATCH, DATA_INVALID, ARGUMENT_INVALID, UNSUPPORTED, PROVIDER_FAILED.
   */
  predict(rows: Rows): Promise<Readonly<Record<string, Tensor>>>;
}

interface BareModel extends AsyncDisposable {
  /** The file's name or address, or `LoadOptions.name` when it was loaded from bytes. */
  readonly name: string;
  /** Where it runs. With several devices to choose from a later one, if the first fails in the first call. */
  readonly provider: Provider;
  /** The providers in the order they were asked. */
  readonly tried: readonly Tried[];
  /** Of a model that was loaded from an address. */
  readonly download?: DownloadReport;
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  /**
   * Tensors in, tensors out, by name, for any model.
   * @param outputs which outputs to compute, by default all that are tensors (sequences and maps cannot be read)
   * @throws SHAPE_MISMATCH, ARGUMENT_INVALID, PROVIDER_FAILED.
   */
  run(feeds: Readonly<Record<string, Feed>>, outputs?: readonly string[]): Promise<Readonly<Record<string, Tensor>>>;
  /** Frees the session. Safe to call again; every other call afterwards is an error. */
  dispose(): Promise<void>;
}
