/** What training reads: features and targets of examples by index. */
export interface Examples {
  readonly width: number;
  readonly count: number;
  /** How many versions there are of every example's features; 1 where absent. Epochs take them in turn. */
  readonly versions?: number;
  /** Writes the features `[indices.length, width]`; version k of example i has the index `count * k + i`. */
  features(indices: Uint32Array, out: Float32Array): void;
  /** The same examples with only some of their features, where it is better to make those than to store them. */
  only?(kept: readonly number[]): Examples;
  /** `[count]`: class indices, or targets in their own unit. */
  readonly values: Float32Array;
  /** `[count]`, with mean 1; undefined where all count the same. */
  readonly weights?: Float32Array;
  /** Writes the targets `[indices.length, targetWidth]` as the likelihood reads them: one-hot labels, standardised values. */
  targets(indices: Uint32Array, out: Float32Array): void;
}

/** All versions as examples, for their features alone. */
export function everyVersion(examples: Examples): Examples {
  return { ...examples, count: examples.count * (examples.versions ?? 1) };
}

export function gatherRows(source: Float32Array, width: number, indices: Uint32Array, out: Float32Array): void {
  indices.forEach((index, row) => {
    out.set(source.subarray(index * width, (index + 1) * width), row * width);
  });
}
