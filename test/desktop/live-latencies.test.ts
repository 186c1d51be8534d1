import { expect, test } from '@jest/globals';
import { histogramsOf, nothingYet, withEvent } from '../../desktop/renderer/views/profile/live-latencies.ts';
import type { ProfilingEvent } from '../../desktop/shared/index.ts';

function round(model: string, samplesMs: readonly number[], number = 0): ProfilingEvent {
  return {
    kind: 'round',
    round: { model, device: 'cpu', round: number, samplesMs: Float64Array.from(samplesMs) },
  };
}

test('rounds as they come make the histogram that all of them at once would make', () => {
  const samples = Array.from({ length: 600 }, (_, at) => 0.5 + 0.001 * at);
  const inRounds = [0, 1, 2].map((at) => round('a', samples.slice(200 * at, 200 * at + 200), at));
  expect(inRounds.reduce(withEvent, nothingYet)).toEqual(withEvent(nothingYet, round('a', samples)));
});

test('bins are shared, hold almost all samples, and leave out a single slow call', () => {
  const quick = Array.from({ length: 999 }, (_, at) => 1 + at / 2000);
  const slow = quick.map((sample) => 4 * sample);
  const live = [round('a', [...quick, 900]), round('b', slow)].reduce(withEvent, nothingYet);
  const { startsMs, shares } = histogramsOf(live);
  expect(startsMs[0]).toBeGreaterThan(0.9);
  expect(startsMs.at(-1)).toBeLessThan(7);
  expect(startsMs).toEqual(startsMs.toSorted((a, b) => a - b));
  for (const { values } of shares) {
    expect(values).toHaveLength(startsMs.length);
    expect(values.reduce((sum, share) => sum + share, 0)).toBeGreaterThan(0.98);
  }
  const middle = (values: readonly number[]) => startsMs[values.indexOf(Math.max(...values))]!;
  expect(middle(shares[1]!.values) / middle(shares[0]!.values)).toBeCloseTo(4, 0);
});

test('a measurement that has told nothing has nothing to draw, and its link is kept', () => {
  expect(histogramsOf(nothingYet)).toEqual({ startsMs: [], shares: [] });
  const link = { url: 'http://192.0.2.1:1/', code: [] } as never;
  const live = [{ kind: 'link', link } as const, round('a', [1])].reduce(withEvent, nothingYet);
  expect(live.link).toBe(link);
});
