/** How the width of a file is chosen: by what loads it, or with every call by the input `width`. */
export type AdjustableBy = 'load' | 'input';

/** Which part of a file a width is, for whoever reads it. */
export interface AdjustableParts {
  readonly by: AdjustableBy;
  /** Members of each level at width 1. */
  readonly sizes: readonly number[];
  /**
   * By weight, for each axis the level that it follows and the values for each of its members; null for an axis that
   * stays. Of width w the first `membersAt(w, size)` members are left.
   */
  readonly tensors: Readonly<Record<string, readonly (readonly [level: number, block: number] | null)[]>>;
}
