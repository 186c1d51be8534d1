import { type RandomStream, randomStream } from '../core/index.ts';
import { compareProfiles, type Interval, type Latency, latencyOf, type Profile } from '../runtime/index.ts';
import { benchOptions } from './support/bench-options.ts';
import { describeMachine } from './support/machine.ts';
import { writeResults } from './support/results.ts';
import { textTable } from './support/text-table.ts';

/**
 * `npm run bench:coverage`: how often the 95 % intervals of percentiles and of ratios hold the truth, on latency streams of
 * which it is known. Measures no time: the same seeds give the same table anywhere.
 */
const { values } = benchOptions({
  options: { trials: { type: 'string', default: '500' }, output: { type: 'string' } },
});
const trials = Number(values.trials);
const machine = describeMachine();

interface Stream {
  readonly name: string;
  readonly rounds: number;
  readonly calls: number;
  /** Standard deviation of a round's level, in logarithms. */
  readonly jitter: number;
  /** Of successive calls. */
  readonly correlation: number;
  /** A call in fifty takes three times as long. */
  readonly slow: boolean;
}

const even = { rounds: 5, calls: 500, jitter: 0, correlation: 0, slow: false };
const streams: readonly Stream[] = [
  { name: 'independent calls, 5 rounds', ...even },
  { name: 'correlated calls (.8)', ...even, correlation: 0.8 },
  { name: 'rounds differ by 5 %', ...even, jitter: 0.05 },
  { name: 'rounds differ by 20 %', ...even, jitter: 0.2 },
  { name: 'every 50th call is slow', ...even, slow: true },
  { name: 'all of it', ...even, jitter: 0.05, correlation: 0.8, slow: true },
  { name: 'all of it, 10 rounds', ...even, rounds: 10, jitter: 0.05, correlation: 0.8, slow: true },
  { name: 'all of it, 3 rounds', ...even, rounds: 3, jitter: 0.05, correlation: 0.8, slow: true },
  { name: 'all of it, 2 rounds', ...even, rounds: 2, jitter: 0.05, correlation: 0.8, slow: true },
  { name: '100 calls a round', ...even, calls: 100 },
  { name: 'one round, correlated calls', ...even, rounds: 1, correlation: 0.8 },
  { name: 'one round of rounds that differ', ...even, rounds: 1, jitter: 0.05 },
];

const spread = 0.3;
const slowFactor = 3;
const figures = ['p50', 'p90', 'p99', 'mean'] as const;

const rows = streams.map((stream) => {
  const truths = truthsOf(stream);
  const held = { p50: 0, p90: 0, p99: 0, mean: 0, ratio: 0 };
  let width = 0;
  for (let trial = 0; trial < trials; trial++) {
    const random = randomStream(trial, stream.name);
    const [before, after] = [draw(stream, random), draw(stream, random)];
    const latency = latencyOf(before, { seed: trial, replicates: 400 });
    for (const [at, figure] of figures.entries()) {
      if (holds(latency[`${figure}Interval`], truths[at]!)) held[figure]++;
    }
    width += latency.p50Interval[1] / latency.p50Interval[0] - 1;
    const comparison = compareProfiles(profileOf(before, latency), profileOf(after, latency), {
      seed: trial,
      replicates: 400,
    });
    if (holds(comparison.p50RatioInterval, 1)) held.ratio++;
  }
  const shares = Object.fromEntries(Object.entries(held).map(([figure, count]) => [figure, count / trials]));
  return { ...stream, covered: shares, p50Width: width / trials };
});

const margin = 1.96 * Math.sqrt((0.95 * 0.05) / trials);
await writeResults('coverage', { machine, trials, nominal: 0.95, margin, rows }, values.output);
console.log(
  textTable(
    ['stream', ...figures, 'ratio of p50', 'width of p50'],
    rows.map(({ name, covered, p50Width }) => [
      name,
      ...[...figures, 'ratio' as const].map((figure) => `${(100 * covered[figure]!).toFixed(1)} %`),
      `${(100 * p50Width).toFixed(1)} %`,
    ]),
  ),
);
console.log(`Nominal: 95 %; by chance alone within ${(100 * margin).toFixed(1)} points of it (${trials} trials).`);

function draw({ rounds, calls, jitter, correlation, slow }: Stream, random: RandomStream): number[][] {
  return Array.from({ length: rounds }, () => {
    const level = Math.exp(jitter * random.normal());
    let state = random.normal();
    return Array.from({ length: calls }, () => {
      state = correlation * state + Math.sqrt(1 - correlation ** 2) * random.normal();
      const factor = slow && random.uniform() < 0.02 ? slowFactor : 1;
      return level * factor * Math.exp(spread * state);
    });
  });
}

/** Of calls in all rounds there could be, found by drawing half a million of them. */
function truthsOf(stream: Stream): number[] {
  const random = randomStream(1, `truth of ${stream.name}`);
  const level = () => Math.exp(stream.jitter * random.normal());
  const all = Float64Array.from({ length: 500_000 }, () => {
    const factor = stream.slow && random.uniform() < 0.02 ? slowFactor : 1;
    return level() * factor * Math.exp(spread * random.normal());
  }).sort();
  const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
  return [...[0.5, 0.9, 0.99].map((part) => all[Math.ceil(part * all.length) - 1]!), mean];
}

function holds([lower, upper]: Interval, truth: number): boolean {
  return lower <= truth && truth <= upper;
}

/** What a comparison looks at are the samples alone. */
function profileOf(samples: number[][], latency: Latency): Profile {
  return {
    schemaVersion: 1,
    model: { name: 'stream', file: 'stream', sizeBytes: 1, gzipBytes: 1 },
    provider: 'node-cpu',
    latencyMs: { ...latency, samples },
    coldStartMs: { load: 1, create: 1, firstRun: 1 },
    rounds: [],
    environment: { cpuModel: '', cores: 1, os: '', runtime: '', threads: 1 },
  };
}
