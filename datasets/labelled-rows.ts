import { basename } from 'node:path';
import { formatBytes, SecateurError } from '../core/index.ts';
import { at } from './csv-errors.ts';
import type { ColumnPlan } from './csv-plan.ts';
import { readValues } from './csv-values.ts';
import { checkedWeight } from './sample-weights.ts';
import { shortList } from './short-list.ts';

/** Memory for the rows of a table, reserved once their number is known. */
export interface TableMemory {
  /** `[n, width]` */
  readonly data: Float32Array;
  readonly targets: Float32Array;
  /** Where a column holds weights. */
  readonly weights?: Float32Array;
}

/** Which columns of a table are what. */
export interface LabelledPlan {
  readonly features: readonly ColumnPlan[];
  readonly target: ColumnPlan;
  /** The column that holds weights. */
  readonly weights?: string;
}

/** Rows of a CSV file that have a target. */
export interface Labelled {
  readonly count: number;
  /** `[count]`: row of the file (zero-based, without the header) that each row comes from. */
  readonly fileRows: Uint32Array;
  readonly fileRowCount: number;
  readonly sha256: string;
}

/** @throws DATA_INVALID saying how much memory the table takes, when there is not enough. */
export function reserveRows(source: string, rows: number, width: number, weighted = false): TableMemory {
  try {
    return {
      data: new Float32Array(rows * width),
      targets: new Float32Array(rows),
      ...(weighted && { weights: new Float32Array(rows) }),
    };
  } catch (error) {
    const needed = formatBytes(4 * rows * (width + 1));
    throw new SecateurError(
      'DATA_INVALID',
      `${source}: ${rows} rows of ${width} columns take ${needed}, more than can be had. Give fewer rows or columns.`,
      { cause: error },
    );
  }
}

/**
 * Reads a table's columns without the rows whose target is missing; `notes` says how many.
 * @param fileRowCount how many rows the file has, from an earlier reading.
 * @param into where the rows go, from row `from` on.
 * @throws DATA_INVALID for a class that is not in the plan; a weight that is missing or negative; and as `readValues`.
 */
export async function readLabelled(
  path: string,
  plan: LabelledPlan,
  fileRowCount: number,
  { into, from, notes }: { into: TableMemory; from: number; notes: string[] },
): Promise<Labelled> {
  const { target } = plan;
  const width = plan.features.length;
  const plans: ColumnPlan[] = [...plan.features, target];
  if (plan.weights !== undefined) plans.push({ kind: 'numeric', name: plan.weights });
  const fileRows = new Uint32Array(fileRowCount);
  let fileRow = 0;
  let count = 0;
  const { sha256 } = await readValues(path, plans, (values, line) => {
    const label = values[width]!;
    if (target.kind === 'categorical' && label < 0) throw unknownClass(path, line, target);
    // A file that has grown has more rows than were counted; whoever reads twice finds out from the hash.
    if (!Number.isNaN(label) && fileRow < fileRowCount) {
      into.data.set(values.subarray(0, width), (from + count) * width);
      into.targets[from + count] = label;
      if (into.weights)
        into.weights[from + count] = checkedWeight(values[width + 1]!, () => at(path, line, plan.weights!));
      fileRows[count++] = fileRow;
    }
    fileRow++;
  });
  const dropped = fileRow - count;
  if (dropped > 0) {
    notes.push(`${dropped} of ${fileRow} rows of ${basename(path)} have no \`${target.name}\` and were left out.`);
  }
  return { count, fileRows: fileRows.subarray(0, count), fileRowCount, sha256 };
}

function unknownClass(path: string, line: number, target: ColumnPlan & { kind: 'categorical' }): SecateurError {
  return new SecateurError(
    'DATA_INVALID',
    `${at(path, line, target.name)}: a class that the training file does not have. Its classes are: ${shortList(target.categories, 20)}.`,
  );
}
