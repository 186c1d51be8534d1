/** Rows that are to be answered. */
export interface Fed {
  /** Another for every change. */
  readonly id: number;
  /** Raw values, row after row. */
  readonly rows: Float32Array<ArrayBuffer>;
  readonly count: number;
  /** What columns of text have indices of. */
  readonly texts: readonly string[];
}

let last = 0;

export function fedWith(rows: Float32Array<ArrayBuffer>, count: number, texts: readonly string[] = []): Fed {
  last++;
  return { id: last, rows, count, texts };
}
