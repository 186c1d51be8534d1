import { describe, expect, test } from '@jest/globals';
import { randomStream } from '../../core/index.ts';
import {
  compareProfiles,
  doubtNote,
  latencyOf,
  noiseNotes,
  noiseOf,
  type Profile,
  type Round,
} from '../../runtime/index.ts';
import { studentT } from '../../runtime/statistics/student-t.ts';

/** Log-normal latencies with median `median`; `jitter` is the standard deviation of a round's log median. */
function stream(name: string, options: { rounds: number; samples: number; median?: number; jitter?: number }) {
  const { rounds, samples, median = 1, jitter = 0 } = options;
  const random = randomStream(11, name);
  return Array.from({ length: rounds }, () => {
    const level = median * Math.exp(jitter * random.normal());
    return Array.from({ length: samples }, () => level * Math.exp(0.3 * random.normal()));
  });
}

function profileOf(samples: number[][], own: Partial<Profile> = {}): Profile {
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
    ...own,
  };
}

/** Rounds in which the loop beside the calls took so long. */
function roundsWith(...loops: number[][]): Round[] {
  const coldStartMs = { load: 1, create: 1, firstRun: 1 };
  return loops.map((calibrationsMs) => ({
    ...{ coldStartMs, peakRssBytes: 1, warmUpCalls: 1, stable: true },
    calibrationMs: calibrationsMs[0]!,
    calibrationsMs,
  }));
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
    // Of few rounds every resample is looked at: no seed matters.
    expect(latencyOf(samples, { seed: 6 })).toEqual(latency);
    const [one] = samples;
    expect(latencyOf([one!], { seed: 6 }).p50Interval).not.toEqual(latencyOf([one!], { seed: 5 }).p50Interval);
  });

  test.each([
    ['rounds alike', { rounds: 3, jitter: 0 }],
    ['rounds that differ by a tenth', { rounds: 4, jitter: 0.1 }],
  ])('have intervals that cover the truth at their nominal rate: %s', (...[, options]) => {
    const spread = Math.hypot(0.3, options.jitter);
    const truths = { p50: 1, p90: Math.exp(spread * 1.2815516), mean: Math.exp(spread ** 2 / 2) };
    const trials = 200;
    const covered = { p50: 0, p90: 0, mean: 0 };
    for (let trial = 0; trial < trials; trial++) {
      const samples = stream(`coverage ${trial}`, { ...options, samples: 200 });
      const latency = latencyOf(samples, { replicates: 150, seed: trial });
      for (const figure of ['p50', 'p90', 'mean'] as const) {
        const [lower, upper] = latency[`${figure}Interval`];
        if (lower <= truths[figure] && truths[figure] <= upper) covered[figure]++;
      }
    }
    // Binomial: at 95 % the share of 200 trials has a standard deviation of 1.5 %, and intervals that are too wide fail as well.
    for (const share of Object.values(covered).map((count) => count / trials)) {
      expect(share).toBeGreaterThan(0.9);
      expect(share).toBeLessThan(0.995);
    }
  });

  test('say how far calls spread: the standard deviation, which a slow call moves, and the median deviation, which it does not', () => {
    const even = [1, 2, 3, 4, 5];
    const { stdDev, medianDeviation } = latencyOf([even]);
    expect(stdDev).toBeCloseTo(Math.sqrt(2.5), 12);
    expect(medianDeviation).toBe(1);
    expect(latencyOf([[...even.slice(0, 4), 500]]).medianDeviation).toBe(1);
  });

  test('stay finite where a clock says 0', () => {
    const coarse = latencyOf([
      [0, 0, 0.1, 0.1, 0.1],
      [0, 0, 0, 0, 0.1],
    ]);
    expect([...coarse.p50Interval, ...coarse.p99Interval, coarse.p50].every(Number.isFinite)).toBe(true);
  });

  test('have wider intervals when rounds differ than when they do not', () => {
    const widthOf = (jitter: number) => {
      const [lower, upper] = latencyOf(stream('jitter', { rounds: 5, samples: 300, jitter })).p50Interval;
      return upper - lower;
    };
    expect(widthOf(0.3)).toBeGreaterThan(2 * widthOf(0));
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

  test('gives no verdict from one round, of which nobody knows how it differs from another, unless it is trusted', () => {
    const one = (name: string, rounds: number, median: number) =>
      profileOf(stream(name, { rounds, samples: 200, median }));
    const [slow, fast] = [one('e', 1, 2), one('f', 1, 1)];
    for (const before of [slow, one('g', 5, 2)]) {
      const found = compareProfiles(before, fast);
      expect(found).toMatchObject({ verdict: 'cannot tell', doubt: 'one-round' });
      expect(doubtNote(found)).toMatch(/in one round, which does not say how processes differ/);
      expect(found.p50RatioInterval[1]).toBeLessThan(1);
    }
    expect(compareProfiles(slow, fast, { trustOneRound: true })).toMatchObject({ verdict: 'faster' });
    expect(compareProfiles(slow, fast, { trustOneRound: true })).not.toHaveProperty('doubt');
  });

  test('gives no verdict where one of the two is the latency of wrong answers', () => {
    const [right, wrong] = [profileAt(2, 'h'), profileAt(1, 'i')];
    const answerCheck = { answers: 'wrong', why: 'computes something else' } as const;
    for (const found of [
      compareProfiles(right, { ...wrong, answerCheck }, { trustOneRound: true }),
      compareProfiles({ ...right, answerCheck }, wrong),
    ]) {
      expect(found).toMatchObject({ verdict: 'cannot tell', doubt: 'answers' });
      expect(doubtNote(found)).toContain('wrong answers');
    }
    expect(compareProfiles(right, { ...wrong, answerCheck: { answers: 'right' } }).verdict).toBe('faster');
  });

  test('says why it cannot tell: alike, noise, or too few rounds', () => {
    const quiet = { rounds: roundsWith([1, 1, 1], [1, 1, 1], [1, 1, 1]) };
    const uneven = { rounds: roundsWith([1, 1, 1], [1.5, 1.5, 1.5], [1, 1, 1]) };
    const at = (median: number, name: string, jitter: number, samples: number, own: Partial<Profile>) =>
      profileOf(stream(name, { rounds: 3, samples, median, jitter }), own);
    const alike = compareProfiles(at(1, 'a', 0, 3000, quiet), at(1, 'b', 0, 3000, quiet));
    expect(alike).toMatchObject({ verdict: 'cannot tell', doubt: 'alike' });
    const few = compareProfiles(at(1, 'c', 0.2, 100, quiet), at(0.98, 'd', 0.2, 100, quiet));
    expect(few).toMatchObject({ verdict: 'cannot tell', doubt: 'rounds' });
    expect(doubtNote(few)).toMatch(/more --rounds/);
    const noisy = compareProfiles(at(1, 'c', 0.2, 100, uneven), at(0.98, 'd', 0.2, 100, quiet));
    expect(noisy).toMatchObject({ doubt: 'noise' });
    expect(doubtNote(noisy)).toMatch(/Too noisy.*idle machine/);
  });

  test('does not call a model slower that was measured while the machine was', () => {
    const before = profileOf(stream('a', { rounds: 3, samples: 2000 }), { rounds: roundsWith([1], [1], [1]) });
    const samples = stream('b', { rounds: 3, samples: 2000, median: 1.2 });
    const machineAt = (loop: number) => profileOf(samples, { rounds: roundsWith([loop], [loop], [loop]) });
    expect(compareProfiles(before, machineAt(1)).verdict).toBe('slower');
    const slowed = compareProfiles(before, machineAt(1.3));
    expect(slowed).toMatchObject({ verdict: 'cannot tell', doubt: 'noise', machineRatio: 1.3 });
    expect(doubtNote(slowed)).toMatch(/30 % slower for the second/);
  });

  test('takes rounds in pairs where the two took turns, so that what hit both cancels', () => {
    const drift = [1, 1.6, 0.7, 1.3, 0.9];
    const drifting = (factor: number, name: string) =>
      stream(name, { rounds: 5, samples: 400 }).map((round, index) => round.map((ms) => factor * drift[index]! * ms));
    const pair = (startedAt: string) => [
      profileOf(drifting(1, 'a'), { startedAt: 'first' }),
      profileOf(drifting(0.9, 'b'), { startedAt }),
    ];
    const [together, apart] = ['first', 'second'].map((startedAt) => {
      const [before, after] = pair(startedAt);
      return compareProfiles(before!, after!);
    });
    expect(together!.verdict).toBe('faster');
    expect(apart!.verdict).toBe('cannot tell');
  });

  test('refuses a median of 0 instead of dividing by it', () => {
    expect(() => compareProfiles(profileOf([[0, 0, 0.1]]), profileOf([[1, 1, 1]]))).toThrow(/median latency is 0/);
  });

  test('survives JSON', () => {
    const [before, after] = [profileAt(1, 'a'), profileAt(0.5, 'b')];
    const comparison = compareProfiles(before, after);
    const reread = (profile: Profile) => JSON.parse(JSON.stringify(profile)) as Profile;
    expect(compareProfiles(reread(before), reread(after))).toEqual(comparison);
    expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
  });
});

describe('the loop beside the calls', () => {
  test('tells machines that slow down within rounds from ones that are uneven by chance', () => {
    const throttled = { rounds: roundsWith([1, 1, 1, 1.2, 1.2, 1.2], [1, 1.1, 1.1, 1.3, 1.3], [1, 1, 1.2, 1.2]) };
    expect(noiseOf(throttled)).toMatchObject({ isThrottled: true, slowdown: expect.closeTo(0.2, 6) });
    const once = { rounds: roundsWith([1, 1, 1.3, 1.3], [1, 1, 1, 1], [1, 1, 1, 1]) };
    expect(noiseOf(once).isThrottled).toBe(false);
    expect(noiseOf(once).betweenRounds).toBeGreaterThanOrEqual(0);
    const notes = noiseNotes([profileOf([[1, 1]], throttled)]);
    expect(notes.join(' ')).toMatch(/slowed down.*20 %.*throttles/);
  });

  test('says nothing of imported reports, which have no rounds', () => {
    expect(noiseOf({ rounds: [] })).toEqual({ betweenRounds: 0, slowdown: 0, isThrottled: false });
    expect(noiseNotes([profileOf([[1, 1]])])).toEqual([]);
  });
});

test("quantiles of Student's t are those of the tables", () => {
  const table = [
    [1, 12.7062],
    [2, 4.30265],
    [4, 2.77645],
    [10, 2.22814],
    [120, 1.97993],
    [1e9, 1.95996],
  ] as const;
  for (const [degrees, quantile] of table) expect(studentT(degrees)).toBeCloseTo(quantile, 4);
});
