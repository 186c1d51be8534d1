import type { Distribution } from './posterior-picture.ts';

/** An ONNX model without the values of its tensors and without attributes: what its graph is drawn from. */
export interface ModelPicture {
  readonly producer: string;
  readonly irVersion: number;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  /** Fitted numbers. */
  readonly parameters: number;
  /** Multiply-accumulates for one example; undefined where they cannot be known. */
  readonly macs: number | undefined;
  readonly inputs: readonly ValuePicture[];
  readonly outputs: readonly ValuePicture[];
  readonly operators: Readonly<Record<string, number>>;
  /** Long values are cut off. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly nodes: readonly NodePicture[];
  /** Initializers, then the values of Constant nodes. */
  readonly tensors: readonly TensorPicture[];
  /** Shapes for one example of values, where they can be known. */
  readonly shapes: readonly (readonly [name: string, shape: readonly number[]])[];
}

export interface ValuePicture {
  readonly name: string;
  /** Undefined for what is no tensor. */
  readonly elementType: string | undefined;
  /** A size, a symbol, or '' for unknown. */
  readonly shape: readonly (number | string)[] | undefined;
}

export interface NodePicture {
  readonly name: string;
  /** With its domain where that is not the standard one. */
  readonly operator: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

export interface TensorPicture {
  readonly name: string;
  readonly elementType: string;
  readonly shape: readonly number[];
  readonly sizeBytes: number;
}

export interface NodeDetails {
  readonly attributes: readonly { readonly name: string; readonly type: string; readonly text: string }[];
}

/** Of the values of a tensor. */
export interface TensorStatistics {
  readonly count: number;
  /** NaN and infinities, which the distribution leaves out. */
  readonly nonFinite: number;
  readonly zeros: number;
  /** Undefined for text, and where no value is finite. */
  readonly distribution: Distribution | undefined;
  /** The first few, as text. */
  readonly first: readonly string[];
}
