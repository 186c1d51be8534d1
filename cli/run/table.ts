/** What is printed: a line for every row. */
export interface Table {
  readonly header: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** As many digits as a float32 has; whole numbers, which may be labels, as they are. */
export function rounded(value: number): number {
  return Number.isSafeInteger(value) ? value : Number(value.toPrecision(7));
}
