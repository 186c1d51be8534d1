import { decodeModel, summarize } from '../onnx/index.ts';

export interface ModelSize {
  readonly parameters: number;
  /** Multiply-accumulates for one example; undefined where they cannot be known. */
  readonly macs: number | undefined;
  readonly sizeBytes: number;
}

/** Our own models say how many multiply-accumulates they take; the count of any graph cannot see through all of them. */
export function modelSize(bytes: Uint8Array, source: string): ModelSize {
  const { parameters, macs, metadata } = summarize(decodeModel(bytes, source));
  return { parameters, macs: statedMacs(metadata['secateur']) ?? macs, sizeBytes: bytes.length };
}

function statedMacs(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    const macs = (JSON.parse(text) as { readonly macs?: unknown } | null)?.macs;
    return typeof macs === 'number' && Number.isSafeInteger(macs) ? macs : undefined;
  } catch {
    return undefined;
  }
}
