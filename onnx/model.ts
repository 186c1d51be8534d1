/**
 * An ONNX model as plain data: the parts of `onnx.ModelProto` (github.com/onnx/onnx, onnx.proto3) that models in
 * the wild use, with readable names. `codec.ts` turns it into bytes and back.
 */
export interface OnnxModel {
  readonly irVersion: number;
  readonly opsets: readonly OnnxOpset[];
  readonly producerName?: string;
  readonly producerVersion?: string;
  readonly graph: OnnxGraph;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface OnnxOpset {
  /** `''` is the standard domain, ai.onnx. */
  readonly domain: string;
  readonly version: number;
}

export interface OnnxGraph {
  readonly name: string;
  /** In topological order, as ONNX demands. */
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  readonly values?: readonly OnnxValue[];
}

export interface OnnxNode {
  readonly opType: string;
  /** `''` or absent is the standard domain. */
  readonly domain?: string;
  readonly name?: string;
  /** `''` marks an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute =
  | { readonly type: 'float'; readonly value: number }
  /** A bigint only beyond 2^53, for example the INT64_MAX that means "to the end" in a Slice of opset 9. */
  | { readonly type: 'int'; readonly value: number | bigint }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'tensor'; readonly value: OnnxTensor }
  | { readonly type: 'graph'; readonly value: OnnxGraph }
  | { readonly type: 'floats'; readonly value: readonly number[] }
  | { readonly type: 'ints'; readonly value: readonly (number | bigint)[] }
  | { readonly type: 'strings'; readonly value: readonly string[] };

/** The element types we read and write, under the names of the proto's `TensorProto.DataType`. */
export const elementTypes = {
  float32: 1,
  uint8: 2,
  int8: 3,
  uint16: 4,
  int16: 5,
  int32: 6,
  int64: 7,
  string: 8,
  bool: 9,
  float16: 10,
  float64: 11,
  uint32: 12,
  uint64: 13,
  bfloat16: 16,
  uint4: 21,
  int4: 22,
} as const;
export type ElementType = keyof typeof elementTypes;

export interface OnnxTensor {
  readonly name: string;
  readonly elementType: ElementType;
  readonly shape: readonly number[];
  /** Little-endian elements as in `raw_data`; a view of the file's bytes where it was read from one. Empty for strings. */
  readonly bytes: Uint8Array;
  /** Only for `elementType: 'string'`. */
  readonly strings?: readonly string[];
  /** Where `encodeModel` says that the bytes are, instead of writing them; see `splitModel`. */
  readonly external?: ExternalPlace;
}

/** A stretch of another file in the model's folder. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** A named input, output or intermediate value. */
export interface OnnxValue {
  readonly name: string;
  /** Absent where the file does not say, as in many subgraphs, or where `otherType` says it. */
  readonly elementType?: ElementType;
  /** A dimension is a size, a symbol such as `N`, or unknown (`''`). Absent where not even the rank is known. */
  readonly shape?: readonly (number | string)[];
  /** The encoded TypeProto of what is no tensor of an `ElementType` (sequence, map, optional...), kept as it is. */
  readonly otherType?: Uint8Array;
}
