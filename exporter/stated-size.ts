/** What one of our own files says of its size, where counting its graph would not find it. */
export interface StatedSize {
  /** Only of files whose weights no count finds: a distribution of them, or parts that a call chooses. */
  readonly parameters?: number;
  readonly macs?: number;
  readonly kept?: { readonly inputs: number; readonly units: readonly number[] };
}

/**
 * @param text what stands under `metadataKey`. Anybody may have written there: what does not fit is not believed
 */
export function statedSize(text: string | undefined): StatedSize {
  try {
    const stated = JSON.parse(text ?? '{}') as Record<string, unknown> & StatedSize;
    const { parameters, macs, kept } = stated;
    const hidesWeights = stated['predictive'] !== undefined || stated['adjustable'] !== undefined;
    return {
      ...(hidesWeights && Number.isSafeInteger(parameters) && { parameters: parameters! }),
      ...(Number.isSafeInteger(macs) && { macs: macs! }),
      ...(Array.isArray(kept?.units) && { kept: kept! }),
    };
  } catch {
    return {};
  }
}
