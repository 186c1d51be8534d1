import { load } from '../../../runtime/index.ts';
import { largestDifference } from '../../largest-difference.ts';
import { targetsOf } from '../../scores/score-model.ts';
import { fixedRows, runRows, tensorOutputs } from '../feeds/run-rows.ts';
import { type Answers, readAnswers } from '../reading/answers.ts';
import { type Examined, spread } from '../reading/examined.ts';
import type { ShrinkReport } from '../shrink-report.ts';
import type { LossOf } from './best-of.ts';
import { lossBetween, type Measured, measured } from './measure.ts';

/** Two files on the same rows, each in a session of its own. */
export async function compareAnswers(
  original: Uint8Array,
  other: Uint8Array,
  examined: Examined,
  rows: Uint32Array,
  seed: number,
): Promise<Measured> {
  const before = await answersOf(original, examined, rows);
  return measured(before, await answersOf(other, examined, rows), targetsOf(examined, rows), seed);
}

/** How much worse than the original files are on the same rows, see `lossBetween`; each answers them only once. */
export function lossAgainst(original: Uint8Array, examined: Examined, rows: Uint32Array): LossOf {
  const targets = targetsOf(examined, rows);
  let before: Promise<Answers> | undefined;
  const known = new WeakMap<Uint8Array, number>();
  return async (file) => {
    before ??= answersOf(original, examined, rows);
    const loss = known.get(file) ?? lossBetween(await before, await answersOf(file, examined, rows), targets);
    known.set(file, loss);
    return loss;
  };
}

/** How far all outputs of two files differ on some training rows, relative to their size. */
export async function compareOutputs(
  original: Uint8Array,
  other: Uint8Array,
  { feeds, sample }: Pick<Examined, 'feeds' | 'sample'>,
): Promise<{ readonly largestDifference: number; readonly rows: number }> {
  const rows = spread(sample, 256);
  const outputsOf = async (file: Uint8Array) => {
    await using model = await load(file);
    return await runRows(model, feeds, rows, tensorOutputs(model));
  };
  const before = await outputsOf(original);
  const after = await outputsOf(other);
  const differences = before.map(({ values }, index) => {
    const others = after[index]!.values;
    const areNumbers = values instanceof Float32Array && others instanceof Float32Array;
    return areNumbers ? largestDifference(others, values) : 0;
  });
  return { largestDifference: Math.max(0, ...differences), rows: rows.length };
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

/** What a file says of some rows. */
export async function answersOf(file: Uint8Array, { feeds, reading }: Examined, rows: Uint32Array): Promise<Answers> {
  await using model = await load(file);
  return readAnswers(reading, await runRows(model, feeds, rows, [reading.output]));
}
