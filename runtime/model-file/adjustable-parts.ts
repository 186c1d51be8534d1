/** What of an adjustable file follows its width, see docs/adjustable.md. */
export interface AdjustableParts {
  /** Whether the width is chosen when the file is loaded, or by its input `width`. */
  readonly by: 'load' | 'input';
  /** Members of each level at width 1. */
  readonly sizes: readonly number[];
  /** By weight, for each axis its level and the values of each member; null for an axis that stays. */
  readonly tensors: Readonly<Record<string, readonly (readonly [level: number, block: number] | null)[]>>;
}

/** Anybody may have written the file. */
export function isAdjustableParts(found: unknown): found is AdjustableParts {
  const { by, sizes, tensors } = (found ?? {}) as { readonly [key: string]: unknown };
  if ((by !== 'load' && by !== 'input') || !Array.isArray(sizes) || !sizes.every(isCount)) return false;
  if (typeof tensors !== 'object' || tensors === null) return false;
  const isAxis = (axis: unknown) =>
    axis === null || (Array.isArray(axis) && axis.length === 2 && sizes[axis[0]] !== undefined && isCount(axis[1]));
  return Object.values(tensors).every((axes) => Array.isArray(axes) && axes.every(isAxis));
}

const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
