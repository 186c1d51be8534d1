import { medianOf } from '../../statistics/bootstrap.ts';
import { calibrate } from './calibrate.ts';
import { now, until } from './clock.ts';
import type { Scenario } from './scenario.ts';

const maximumSamples = 2000;
const samplingMs = 500;
/** However slow the model is, a round ends after this time, with fewer samples than asked for. */
const longestSamplingMs = 10_000;
/** What is timed lasts so many steps of the clock at least: rounding then is at most 5 %. */
const stepsATime = 20;
/** So often the calibration loop runs between calls. */
const calibrationEveryMs = 120;
export const calibrationLoops = 3;

export interface Sampling {
  /** Of a call; where the clock is coarse, the mean of `callsPerSample` successive ones. */
  readonly samplesMs: readonly number[];
  /** From the first call to the end of the last, what calibrating took not counted. */
  readonly elapsedMs: number;
  readonly calibratingMs: number;
  /** What the calibration loop took between calls. None at a rate: it would make calls late. */
  readonly calibrationsMs: readonly number[];
}

/**
 * Calls until two successive windows differ by at most 5 %, after three windows at the earliest and for two seconds at
 * most. A window is 100 calls, or as many as fit into 200 ms, at least five; windows are compared by their medians, or by
 * their means where the clock is too coarse for single calls.
 * @param resolutionMs of the clock
 * @returns whether latency settled, how many calls that took, and how long one took in the end.
 */
export async function warmUp(
  call: () => Promise<void>,
  resolutionMs = 0,
): Promise<{ stable: boolean; calls: number; callMs: number }> {
  const timedMs = stepsATime * resolutionMs;
  const end = now() + 2000;
  let previous = Number.POSITIVE_INFINITY;
  let calls = 0;
  for (let windows = 1; ; windows++) {
    const window: number[] = [];
    const begin = now();
    let elapsed = 0;
    while (window.length < 5 || ((window.length < 100 || elapsed < timedMs) && elapsed < Math.max(200, timedMs))) {
      const start = now();
      await call();
      const stop = now();
      window.push(stop - start);
      elapsed = stop - begin;
    }
    calls += window.length;
    const median = medianOf(window);
    const typical = median >= timedMs ? median : elapsed / window.length;
    if (windows >= 3 && Math.abs(typical - previous) <= 0.05 * previous)
      return { stable: true, calls, callMs: typical };
    if (now() > end) return { stable: false, calls, callMs: typical };
    previous = typical;
  }
}

/** How many calls to time together, so that a coarse clock does not round their time away. */
export function callsPerSampleFor(scenario: Scenario, callMs: number, resolutionMs: number): number {
  // Every call of a rate is due at a time of its own.
  if (scenario.kind === 'rate' || resolutionMs === 0) return 1;
  return Math.max(1, Math.ceil((stepsATime * resolutionMs) / callMs));
}

/**
 * Latencies as the scenario defines them: at least so many, up to 2000 where they fit into half a second.
 * @param callsPerSample of `callsPerSampleFor`
 */
export async function takeSamples(
  call: () => Promise<void>,
  minimumSamples: number,
  scenario: Scenario,
  callsPerSample = 1,
): Promise<Sampling> {
  const samples: number[] = [];
  const isEnough = (elapsedMs: number) =>
    samples.length >= Math.max(maximumSamples, minimumSamples) ||
    (samples.length >= minimumSamples && elapsedMs > samplingMs) ||
    (samples.length > 0 && elapsedMs > longestSamplingMs);
  const calibrationsMs: number[] = [];
  let calibratingMs = 0;
  const begin = now();
  for (let end = begin; !isEnough(end - begin - calibratingMs); ) {
    if (scenario.kind !== 'rate' && end - begin - calibratingMs > calibrationEveryMs * (calibrationsMs.length + 1)) {
      calibrationsMs.push(calibrate(calibrationLoops));
      calibratingMs += now() - end;
    }
    const start = scenario.kind === 'rate' ? begin + (1000 * samples.length) / scenario.perSecond : now();
    if (scenario.kind === 'rate') await until(start);
    for (let repeat = 0; repeat < callsPerSample; repeat++) await call();
    end = now();
    samples.push(roundToNanoseconds((end - start) / callsPerSample));
  }
  const elapsedMs = now() - begin - calibratingMs;
  return { samplesMs: samples, elapsedMs, calibratingMs, calibrationsMs };
}

/** The clock's own resolution; further digits would only swell the raw samples. */
function roundToNanoseconds(ms: number): number {
  return Math.round(ms * 1e6) / 1e6;
}
