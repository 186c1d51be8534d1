import { load, type Model } from '../../runtime/index.ts';
import type { Examined } from './examined.ts';
import { spread } from './examined.ts';
import { answersTo, largestDifference, type Measured, measured } from './measure.ts';
import { fixedRows, runRows, tensorOutputs } from './run-rows.ts';
import type { ShrinkReport } from './shrink-report.ts';

/** Two files on the same rows, each in a session of its own. */
export async function compareAnswers(
  original: Uint8Array,
  other: Uint8Array,
  { feeds, reading, targets }: Examined,
  rows: Uint32Array,
  seed: number,
): Promise<Measured> {
  const [before, after] = await bothWays(original, other, (model) => answersTo(model, feeds, rows, reading));
  return measured(
    before,
    after,
    Float32Array.from(rows, (row) => targets[row]!),
    seed,
  );
}

/** How far all outputs of two files differ on some training rows, relative to their size. */
export async function compareOutputs(
  original: Uint8Array,
  other: Uint8Array,
  { feeds, sample }: Pick<Examined, 'feeds' | 'sample'>,
): Promise<{ readonly largestDifference: number; readonly rows: number }> {
  const rows = spread(sample, 256);
  const [before, after] = await bothWays(original, other, (model) => runRows(model, feeds, rows, tensorOutputs(model)));
  return { largestDifference: largestDifference(before, after), rows: rows.length };
}

/** Medians of calls with one row, or as many as the model takes; the two take turns, so that what else the machine does falls on both. */
export async function compareLatency(
  original: Uint8Array,
  other: Uint8Array,
  { feeds, sample }: Pick<Examined, 'feeds' | 'sample'>,
): Promise<NonNullable<ShrinkReport['latency']>> {
  await using before = await load(original);
  await using after = await load(other);
  const rows = fixedRows(before) ?? 1;
  const feed = feeds(Uint32Array.from({ length: rows }, (_, at) => sample[at % sample.length]!));
  const times: [number[], number[]] = [[], []];
  const end = performance.now() + longestMs;
  for (let call = 0; call < calls && (call < fewest || performance.now() < end); call++) {
    for (const [at, model] of [before, after].entries()) {
      const start = performance.now();
      await model.run(feed, tensorOutputs(model));
      times[at]!.push(performance.now() - start);
    }
  }
  const [beforeMs, afterMs] = times.map((each) => medianOf(each.slice(each.length / 4)));
  return { beforeMs: beforeMs!, afterMs: afterMs!, rows };
}

const calls = 400;
/** Of slow models there are fewer calls. */
const longestMs = 4000;
const fewest = 4;

function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

async function bothWays<T>(
  original: Uint8Array,
  other: Uint8Array,
  run: (model: Model) => Promise<T>,
): Promise<[T, T]> {
  await using before = await load(original);
  const first = await run(before);
  await using after = await load(other);
  return [first, await run(after)];
}
