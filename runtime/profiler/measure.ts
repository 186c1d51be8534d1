import { readFile } from 'node:fs/promises';
import { readBytes } from '../../files/index.ts';
import { openModel } from '../model.ts';
import { runtimeFor } from '../node-runtime.ts';
import { medianOf } from '../statistics/bootstrap.ts';
import type { ChildPlan, ChildResult } from './messages.ts';
import { rowsFor } from './rows.ts';

const maximumSamples = 2000;
const samplingMs = 500;
/** However slow the model is, a round ends after this time, with fewer samples than asked for. */
const longestSamplingMs = 10_000;

/** One round in this process, which must be a fresh one: cold start, warm-up, samples of one row a call. */
export async function measure(plan: ChildPlan): Promise<ChildResult> {
  const { file: name, provider, threads } = plan;
  const begin = performance.now();
  const bytes = await readBytes(name);
  const runtime = await runtimeFor(provider, threads);
  const loaded = performance.now();
  const model = await openModel(runtime, bytes, { name, provider, threads });
  const created = performance.now();
  const rows = rowsFor(model, plan);
  const ready = performance.now();
  await model.predict(rows[0]!);
  const answered = performance.now();

  let calls = 0;
  const timeCall = async () => {
    const row = rows[calls++ % rows.length]!;
    const start = performance.now();
    await model.predict(row);
    return roundToNanoseconds(performance.now() - start);
  };
  const stable = await warmUp(timeCall);
  const warmUpCalls = calls;
  const calibrationMs = calibrate();
  const samplesMs = await takeSamples(timeCall, plan.minimumSamples);
  const round = {
    coldStartMs: { load: loaded - begin, create: created - loaded, firstRun: answered - ready },
    peakRssBytes: await peakRssBytes(),
    warmUpCalls,
    stable,
    calibrationMs,
  };
  return { round, samplesMs, runtime: runtime.version };
}

/** The clock's own resolution; further digits would only swell the raw samples. */
function roundToNanoseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e6;
}

/**
 * Calls until the medians of two successive windows differ by at most 5 %, after three windows at the earliest and for
 * two seconds at most. A window is 100 calls, or as many as fit into 200 ms, at least five.
 * @returns whether latency settled.
 */
async function warmUp(timeCall: () => Promise<number>): Promise<boolean> {
  const end = performance.now() + 2000;
  let previous = Number.POSITIVE_INFINITY;
  for (let windows = 1; ; windows++) {
    const window: number[] = [];
    const windowEnd = performance.now() + 200;
    while (window.length < 5 || (window.length < 100 && performance.now() < windowEnd)) window.push(await timeCall());
    const median = medianOf(window);
    if (windows >= 3 && Math.abs(median - previous) <= 0.05 * previous) return true;
    if (performance.now() > end) return false;
    previous = median;
  }
}

async function takeSamples(timeCall: () => Promise<number>, minimumSamples: number): Promise<number[]> {
  const samples: number[] = [];
  const start = performance.now();
  for (;;) {
    samples.push(await timeCall());
    const elapsed = performance.now() - start;
    if (samples.length >= Math.max(maximumSamples, minimumSamples)) return samples;
    if (samples.length >= minimumSamples && elapsed > samplingMs) return samples;
    if (elapsed > longestSamplingMs) return samples;
  }
}

/** A fixed loop of dependent multiplications, median of five. */
function calibrate(): number {
  const times = Array.from({ length: 5 }, () => {
    const start = performance.now();
    let value = 1;
    for (let step = 0; step < 1_000_000; step++) value = (Math.imul(value, 1_664_525) + 1_013_904_223) | 0;
    // The result is looked at, so that the compiler cannot drop the loop.
    return performance.now() - start + (value === 0.5 ? 1 : 0);
  });
  return medianOf(times);
}

/** On Linux `maxRSS` starts with the parent's size at the fork, so the process's own high-water mark is read there. */
async function peakRssBytes(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '');
  const kilobytes = /^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1];
  return 1024 * (kilobytes === undefined ? process.resourceUsage().maxRSS : Number(kilobytes));
}
