/** What training reads: features and targets of examples by index. */
export interface Examples {
  readonly width: number;
  readonly count: number;
  /** Writes the features `[indices.length, width]`. */
  features(indices: Uint32Array, out: Float32Array): void;
  /** `[count]`: class indices, or targets in their own unit. */
  readonly values: Float32Array;
  /** `[count]`, with mean 1; undefined where all count the same. */
  readonly weights?: Float32Array;
  /** Writes the targets `[indices.length, targetWidth]` as the likelihood reads them: one-hot labels, standardised values. */
  targets(indices: Uint32Array, out: Float32Array): void;
}

export function gatherRows(source: Float32Array, width: number, indices: Uint32Array, out: Float32Array): void {
  indices.forEach((index, row) => {
    out.set(source.subarray(index * width, (index + 1) * width), row * width);
  });
}
