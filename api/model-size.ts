import { statedSize } from '../exporter/index.ts';
import { decodeModel, type OnnxModel, summarize } from '../onnx/index.ts';

export interface ModelSize {
  readonly parameters: number;
  /** Multiply-accumulates for one example; undefined where they cannot be known. */
  readonly macs: number | undefined;
  readonly sizeBytes: number;
  /** Widths from inputs to outputs; undefined for a model that Secateur did not write. */
  readonly network: string | undefined;
}

export function modelSize(bytes: Uint8Array, source: string): ModelSize {
  return sizeOfModel(decodeModel(bytes, source), bytes.length);
}

/** Our own models say how many multiply-accumulates they take; the count of any graph cannot see through all of them. */
export function sizeOfModel(model: OnnxModel, sizeBytes: number): ModelSize {
  const { parameters, macs, metadata } = summarize(model);
  const stated = statedSize(metadata['secateur']);
  const kept = stated.kept && [stated.kept.inputs, ...stated.kept.units].join('-');
  return { parameters: stated.parameters ?? parameters, macs: stated.macs ?? macs, sizeBytes, network: kept };
}
