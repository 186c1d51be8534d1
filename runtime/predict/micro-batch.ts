import { joined, SecateurError } from '../../core/essentials.ts';
import type { BatchOptions } from '../model/contract.ts';

/** Of Node and of every browser, whose type libraries this folder does without. */
declare function setTimeout(callback: () => void, ms: number): unknown;
declare function clearTimeout(timer: unknown): void;

/** Runs rows, all after one another. */
export type RunRows<Results> = (flat: Float32Array) => Promise<Results>;

export interface MicroBatch<Results> {
  run: RunRows<Results>;
  /** Those that wait go now. */
  flush(): void;
}

interface Waiting<Results> {
  readonly flat: Float32Array;
  readonly resolve: (results: Results | Promise<Results>) => void;
}

/**
 * Joins calls that come within a short time, and gives each its own part of the results. When a joined call fails, each
 * runs alone, so that a failure goes only to whom it belongs.
 * @param part the results for `count` rows from row `start`; undefined where they cannot be told apart
 * @throws ARGUMENT_INVALID
 */
export function microBatch<Results>(
  width: number,
  runRows: RunRows<Results>,
  part: (results: Results, start: number, count: number, total: number) => Results | undefined,
  { maxRows = 64, maxWaitMs = 1 }: BatchOptions,
): MicroBatch<Results> {
  checkBatch(maxRows, maxWaitMs);
  let waiting: Waiting<Results>[] = [];
  let rows = 0;
  let timer: unknown;

  const flush = () => {
    clearTimeout(timer);
    timer = undefined;
    const calls = waiting;
    waiting = [];
    rows = 0;
    if (calls.length === 1) calls[0]!.resolve(runRows(calls[0]!.flat));
    else if (calls.length > 1) void runTogether(calls);
  };
  const runTogether = async (calls: readonly Waiting<Results>[]) => {
    const all = joined(
      Float32Array,
      calls.map(({ flat }) => flat),
    );
    const results = await runRows(all).catch(() => undefined);
    let start = 0;
    for (const { flat, resolve } of calls) {
      const count = flat.length / width;
      const own = results && part(results, start, count, all.length / width);
      resolve(own ?? runRows(flat));
      start += count;
    }
  };
  return {
    run: (flat) =>
      new Promise((resolve) => {
        const count = flat.length / width;
        if (rows + count > maxRows) flush();
        // Rows may be reused by their caller as soon as the call returns, but are read only when the batch goes.
        waiting.push({ flat: flat.slice(), resolve });
        rows += count;
        if (rows >= maxRows) flush();
        else timer ??= setTimeout(flush, maxWaitMs);
      }),
    flush,
  };
}

function checkBatch(maxRows: number, maxWaitMs: number): void {
  if (!Number.isSafeInteger(maxRows) || maxRows < 1) {
    throw new SecateurError('ARGUMENT_INVALID', `batch.maxRows must be a whole number from 1, but is ${maxRows}.`);
  }
  if (!(maxWaitMs >= 0 && maxWaitMs <= 60_000)) {
    throw new SecateurError('ARGUMENT_INVALID', `batch.maxWaitMs must be from 0 to 60000, but is ${maxWaitMs}.`);
  }
}
