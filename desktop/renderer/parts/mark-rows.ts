/** A label on a plot, from left to right in pixels. */
export interface MarkLabel {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * In which row each label stands so that none lies over another: 0 is on top; undefined for one that says what another says
 * already, in the same place.
 */
export function markRows(labels: readonly MarkLabel[]): (number | undefined)[] {
  const rows: MarkLabel[][] = [];
  return labels.map((label) => {
    const isSaid = rows.flat().some(({ name, from, to }) => name === label.name && from < label.to && label.from < to);
    if (isSaid) return undefined;
    const free = rows.findIndex((row) => row.every(({ from, to }) => to < label.from || label.to < from));
    const row = free === -1 ? rows.length : free;
    rows[row] = [...(rows[row] ?? []), label];
    return row;
  });
}
