import { describe, expect, test } from '@jest/globals';
import { randomStream } from '../../core/index.ts';
import { compareProfiles, latencyOf, type Profile } from '../../runtime/index.ts';

/** Log-normal latencies with median `median`; `jitter` is the standard deviation of a round's log median. */
function stream(name: string, options: { rounds: number; samples: number; median?: number; jitter?: number }) {
  const { rounds, samples, median = 1, jitter = 0 } = options;
  const random = randomStream(11, name);
  return Array.from({ length: rounds }, () => {
    const level = median * Math.exp(jitter * random.normal());
    return Array.from({ length: samples }, () => level * Math.exp(0.3 * random.normal()));
  });
}

function profileOf(samples: number[][]): Profile {
  const environment = { cpuModel: '', cores: 1, os: '', nodeVersion: '', runtime: '', threads: 1 };
  return {
    schemaVersion: 1,
    model: { name: 'model', file: 'model.onnx', sizeBytes: 1, gzipBytes: 1 },
    provider: 'node-cpu',
    latencyMs: latencyOf(samples, { replicates: 10 }),
    coldStartMs: { load: 1, create: 1, firstRun: 1 },
    rounds: [],
    peakRssBytes: 1,
    environment,
  };
}

describe('latency percentiles', () => {
  test('are the order statistics of all samples, whatever their order and rounds', () => {
    const values = Array.from({ length: 100 }, (_, index) => ((index * 37) % 100) + 1);
    const { p50, p90, p99, mean } = latencyOf([values.slice(0, 30), values.slice(30)]);
    expect({ p50, p90, p99, mean }).toEqual({ p50: 50, p90: 90, p99: 99, mean: 50.5 });
  });

  test('have intervals that hold the estimate and repeat with the same seed', () => {
    const samples = stream('hold', { rounds: 3, samples: 200 });
    const latency = latencyOf(samples, { seed: 5 });
    for (const figure of ['p50', 'p90', 'p99', 'mean'] as const) {
      const [lower, upper] = latency[`${figure}Interval`];
      expect(lower).toBeLessThanOrEqual(latency[figure]);
      expect(upper).toBeGreaterThanOrEqual(latency[figure]);
    }
    expect(latencyOf(samples, { seed: 5 })).toEqual(latency);
    expect(latencyOf(samples, { seed: 6 }).p50Interval).not.toEqual(latency.p50Interval);
  });

  test('have intervals that cover the truth at their nominal rate, and are no wider than they need to be', () => {
    const truths = { p50: 1, p90: Math.exp(0.3 * 1.2815516), mean: Math.exp(0.3 ** 2 / 2) };
    const trials = 200;
    const covered = { p50: 0, p90: 0, mean: 0 };
    const width = { p50: 0, p90: 0, mean: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const samples = stream(`coverage ${trial}`, { rounds: 3, samples: 200 });
      const latency = latencyOf(samples, { replicates: 150, seed: trial });
      for (const figure of ['p50', 'p90', 'mean'] as const) {
        const [lower, upper] = latency[`${figure}Interval`];
        if (lower <= truths[figure] && truths[figure] <= upper) covered[figure]++;
        width[figure] += (upper - lower) / trials;
      }
    }
    for (const figure of ['p50', 'p90', 'mean'] as const) {
      // Binomial: at 95 % the share of 200 trials has a standard deviation of 1.5 %.
      expect(covered[figure] / trials).toBeGreaterThan(0.9);
      expect(width[figure]).toBeLessThan(0.15 * truths[figure]);
    }
  });

  test('have wider intervals when rounds differ than when they do not', () => {
    const widthOf = (jitter: number) => {
      const [lower, upper] = latencyOf(stream('jitter', { rounds: 5, samples: 300, jitter })).p50Interval;
      return upper - lower;
    };
    expect(widthOf(0.1)).toBeGreaterThan(2 * widthOf(0));
  });
});

describe('comparing two profiles', () => {
  const profileAt = (median: number, name: string, jitter = 0) =>
    profileOf(stream(name, { rounds: 3, samples: 300, median, jitter }));

  test('tells faster from slower', () => {
    const faster = compareProfiles(profileAt(1, 'a'), profileAt(0.5, 'b'));
    expect(faster.verdict).toBe('faster');
    expect(faster.p50RatioInterval[0]).toBeLessThan(0.5);
    expect(faster.p50RatioInterval[1]).toBeGreaterThan(0.5);
    const slower = compareProfiles(profileAt(0.5, 'b'), profileAt(1, 'a'));
    expect(slower.verdict).toBe('slower');
    expect(slower.p50Ratio).toBeCloseTo(1 / faster.p50Ratio, 12);
  });

  test('cannot tell a model from itself, nor a small difference from the noise between rounds', () => {
    const same = profileAt(1, 'a');
    expect(compareProfiles(same, same).verdict).toBe('cannot tell');
    expect(compareProfiles(profileAt(1, 'c', 0.2), profileAt(0.98, 'd', 0.2)).verdict).toBe('cannot tell');
  });

  test('survives JSON', () => {
    const [before, after] = [profileAt(1, 'a'), profileAt(0.5, 'b')];
    const comparison = compareProfiles(before, after);
    const reread = (profile: Profile) => JSON.parse(JSON.stringify(profile)) as Profile;
    expect(compareProfiles(reread(before), reread(after))).toEqual(comparison);
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });
});
