import { basename } from 'node:path';
import { SecateurError } from '../core/index.ts';
import { at } from './csv-errors.ts';
import type { ColumnPlan } from './csv-plan.ts';
import { readValues, type Values } from './csv-values.ts';
import { shortList } from './short-list.ts';

/** Rows of a CSV file that have a target. */
export interface Labelled {
  /** `[n, plans.length - 1]` */
  readonly features: Float32Array;
  readonly targets: Float32Array;
  /** Row of the file (zero-based, without the header) that each row comes from. */
  readonly fileRows: Uint32Array;
  readonly fileRowCount: number;
  readonly sha256: string;
}

/**
 * Reads the columns of `plans`, the target last, without the rows whose target is missing; `notes` says how many.
 * @throws DATA_INVALID for a class that is not in the plan; and as `readValues`.
 */
export async function readLabelled(path: string, plans: readonly ColumnPlan[], notes: string[]): Promise<Labelled> {
  const target = plans.at(-1)!;
  const values = await readValues(path, plans);
  const width = plans.length;
  const fileRows = Uint32Array.from({ length: values.rows }, (_, row) => row).filter((row) =>
    hasTarget(path, values, row, target),
  );
  const features = new Float32Array(fileRows.length * (width - 1));
  for (const [row, fileRow] of fileRows.entries()) {
    features.set(values.data.subarray(fileRow * width, (fileRow + 1) * width - 1), row * (width - 1));
  }
  const dropped = values.rows - fileRows.length;
  if (dropped > 0) {
    notes.push(`${dropped} of ${values.rows} rows of ${basename(path)} have no \`${target.name}\` and were left out.`);
  }
  return {
    features,
    targets: Float32Array.from(fileRows, (fileRow) => values.data[(fileRow + 1) * width - 1]!),
    fileRows,
    fileRowCount: values.rows,
    sha256: values.sha256,
  };
}

function hasTarget(path: string, values: Values, row: number, target: ColumnPlan): boolean {
  const width = values.data.length / values.rows;
  const value = values.data[(row + 1) * width - 1]!;
  if (target.kind === 'categorical' && value < 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${at(path, values.lines[row]!, target.name)}: a class that the training file does not have. Its classes are: ${shortList(target.categories, 20)}.`,
    );
  }
  return !Number.isNaN(value);
}
