import { medianOf } from '../statistics/bootstrap.ts';
import type { Scenario } from './scenario.ts';

const maximumSamples = 2000;
const samplingMs = 500;
/** However slow the model is, a round ends after this time, with fewer samples than asked for. */
const longestSamplingMs = 10_000;

export interface Sampling {
  readonly samplesMs: readonly number[];
  /** From the first call to the end of the last. */
  readonly elapsedMs: number;
  /** Processor time of all threads meanwhile. */
  readonly cpuMs: number;
}

/**
 * Calls until the medians of two successive windows differ by at most 5 %, after three windows at the earliest and for
 * two seconds at most. A window is 100 calls, or as many as fit into 200 ms, at least five.
 * @returns whether latency settled, and how many calls that took.
 */
export async function warmUp(call: () => Promise<void>): Promise<{ stable: boolean; calls: number }> {
  const end = performance.now() + 2000;
  let previous = Number.POSITIVE_INFINITY;
  let calls = 0;
  for (let windows = 1; ; windows++) {
    const window: number[] = [];
    const windowEnd = performance.now() + 200;
    while (window.length < 5 || (window.length < 100 && performance.now() < windowEnd)) {
      const start = performance.now();
      await call();
      window.push(performance.now() - start);
    }
    calls += window.length;
    const median = medianOf(window);
    if (windows >= 3 && Math.abs(median - previous) <= 0.05 * previous) return { stable: true, calls };
    if (performance.now() > end) return { stable: false, calls };
    previous = median;
  }
}

/** Latencies as the scenario defines them: at least so many, up to 2000 where they fit into half a second. */
export async function takeSamples(
  call: () => Promise<void>,
  minimumSamples: number,
  scenario: Scenario,
): Promise<Sampling> {
  const samples: number[] = [];
  const isEnough = (elapsedMs: number) =>
    samples.length >= Math.max(maximumSamples, minimumSamples) ||
    (samples.length >= minimumSamples && elapsedMs > samplingMs) ||
    elapsedMs > longestSamplingMs;
  const cpuBefore = process.cpuUsage();
  const begin = performance.now();
  for (let end = begin; !isEnough(end - begin); ) {
    const start = scenario.kind === 'rate' ? begin + (1000 * samples.length) / scenario.perSecond : performance.now();
    if (scenario.kind === 'rate') await until(start);
    await call();
    end = performance.now();
    samples.push(roundToNanoseconds(end - start));
  }
  const elapsedMs = performance.now() - begin;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { samplesMs: samples, elapsedMs, cpuMs: (user + system) / 1000 };
}

/** Timers are late by up to a millisecond or two, so the last stretch is waited for in place. */
async function until(time: number): Promise<void> {
  const timerMs = time - performance.now() - 2;
  if (timerMs > 0) await new Promise((resolve) => setTimeout(resolve, timerMs));
  while (performance.now() < time);
}

/** The clock's own resolution; further digits would only swell the raw samples. */
function roundToNanoseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e6;
}
