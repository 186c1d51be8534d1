import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip } from 'node:zlib';
import { type OnProgress, SecateurError } from '../../core/index.ts';
import { readBytes } from '../../files/index.ts';
import type { Footprint, Profile, ProfiledModel, Round } from '../profile.ts';
import type { Provider } from '../providers.ts';
import { checkThreads } from '../session.ts';
import { medianOf } from '../statistics/bootstrap.ts';
import { latencyOf } from '../statistics/latency.ts';
import { footprintOf } from './footprint.ts';
import { runInFreshProcess } from './fresh-process.ts';
import type { RoundPlan, RoundResult } from './messages.ts';
import { formatScenario, type Scenario } from './scenario.ts';

export interface ProfileOptions {
  /** `['node-cpu']` by default. */
  readonly providers?: readonly Provider[];
  /** Fresh processes for each model and provider, 5 by default: intervals come from how these differ. */
  readonly rounds?: number;
  /** Latencies taken in a round, 300 by default; more, up to 2000, where they fit into half a second. */
  readonly minimumSamples?: number;
  /** 1 by default, as in `load`. */
  readonly threads?: number;
  /** Of adjustable models, as in `load`. */
  readonly width?: number;
  /** Raw rows (all after one another) that the calls take turns with; by default random ones in the model's range. */
  readonly rows?: Float32Array;
  /** How calls arrive, `{ kind: 'stream' }` by default. */
  readonly scenario?: Scenario;
  /** Sizes of dimensions that models leave open, by name; a first dimension counts rows and need not be given. */
  readonly dimensions?: Readonly<Record<string, number>>;
  /** For random rows and the bootstrap, 1 by default. */
  readonly seed?: number;
  /** Time after which a process counts as hung, 120,000 by default. */
  readonly timeLimitMs?: number;
  /** Counts processes; `p50LatencyMs` is that of the one just ended. */
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Measures what each model costs on each provider: cold start, latency of one row a call, memory. Every (model,
 * provider, round) is a fresh process; they run one at a time, interleaved in rounds, so that a drift of the machine
 * hits all alike, and every round starts with another one.
 * @returns one profile for each file and provider, file by file.
 * @throws ARGUMENT_INVALID, ABORTED, PROVIDER_FAILED (a process died or hung), and what `load` and `predict` throw.
 */
export async function profile(files: readonly string[], options: ProfileOptions = {}): Promise<Profile[]> {
  const { providers = ['node-cpu'], rounds = 5, minimumSamples = 300, threads = 1, seed = 1 } = options;
  checkThreads(threads);
  checkCount('rounds', rounds);
  checkCount('minimumSamples', minimumSamples);
  const { rows, width, signal, onProgress, timeLimitMs = 120_000, dimensions = {} } = options;
  const { scenario = { kind: 'stream' } } = options;
  const shared = { threads, seed, minimumSamples, dimensions };
  const startedAt = new Date().toISOString();
  // One after the other: of several broken files it is always the first that is named.
  const models: ProfiledModel[] = [];
  for (const file of files) models.push(await describeModel(file, width));
  const footprints = new Map<Provider, Footprint | undefined>();
  for (const provider of providers) footprints.set(provider, await footprintOf(provider));
  const targets = models.flatMap((model) =>
    providers.map((provider) => ({ model, provider, results: [] as RoundResult[] })),
  );
  const baselines = new Map(providers.map((provider) => [provider, [] as RoundResult[]]));
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (const [provider, results] of baselines) {
      const plan: RoundPlan = {
        task: 'round',
        ...shared,
        file: undefined,
        provider,
        scenario: { kind: 'stream' },
        rows: undefined,
      };
      results.push(await runInFreshProcess(plan, { signal, timeLimitMs }));
    }
    for (let turn = 0; turn < targets.length; turn++) {
      const { model, provider, results } = targets[(turn + round) % targets.length]!;
      const plan: RoundPlan = { task: 'round', ...shared, file: model.file, provider, width, scenario, rows };
      const result = await runInFreshProcess(plan, { signal, timeLimitMs });
      results.push(result);
      const metrics = { p50LatencyMs: medianOf(result.samplesMs) };
      onProgress?.({ stage: 'profile', done: ++done, total: rounds * targets.length, metrics });
    }
  }
  return targets.map(({ model, provider, results }) =>
    summarise(model, provider, results, {
      ...{ threads, seed, scenario, startedAt },
      baseline: baselines.get(provider)!,
      footprint: footprints.get(provider),
    }),
  );
}

function summarise(
  model: ProfiledModel,
  provider: Provider,
  results: readonly RoundResult[],
  options: {
    readonly threads: number;
    readonly seed: number;
    readonly scenario: Scenario;
    readonly startedAt: string;
    readonly footprint: Footprint | undefined;
    readonly baseline: readonly RoundResult[];
  },
): Profile {
  const { scenario } = options;
  const rounds = results.map(({ round }) => round);
  const coldStarts = rounds.map((round) => round.coldStartMs);
  const medianRound = (figure: (round: Round) => number | undefined, among = rounds) =>
    medianWhereKnown(among.map(figure));
  const own = medianRound(({ privateBytes }) => privateBytes);
  const empty = medianRound(
    ({ privateBytes }) => privateBytes,
    options.baseline.map(({ round }) => round),
  );
  const peakRssBytes = medianRound((round) => round.peakRssBytes);
  const cpuMsPerCall = medianRound((round) => round.cpuMsPerCall);
  const joulesPerCall = medianRound((round) => round.joulesPerCall);
  const callsPerSecond = medianRound((round) => round.callsPerSecond);
  const rowsPerCall = scenario.kind === 'offline' ? scenario.rows : 1;
  return {
    schemaVersion: 1,
    model,
    provider,
    latencyMs: latencyOf(
      results.map(({ samplesMs }) => samplesMs),
      { seed: options.seed },
    ),
    coldStartMs: {
      load: medianOf(coldStarts.map(({ load }) => load)),
      create: medianOf(coldStarts.map(({ create }) => create)),
      firstRun: medianOf(coldStarts.map(({ firstRun }) => firstRun)),
    },
    rounds,
    ...(peakRssBytes !== undefined && { peakRssBytes }),
    ...(own !== undefined && empty !== undefined && { modelMemoryBytes: Math.max(0, own - empty) }),
    ...(cpuMsPerCall !== undefined && { cpuMsPerCall }),
    ...(joulesPerCall !== undefined && { joulesPerCall }),
    ...(scenario.kind !== 'stream' && { scenario: formatScenario(scenario) }),
    ...(callsPerSecond !== undefined && { throughput: { rowsPerSecond: callsPerSecond * rowsPerCall, rowsPerCall } }),
    environment: {
      cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      os: `${platform()} ${release()} ${arch()}`,
      nodeVersion: process.version,
      runtime: results[0]!.runtime,
      threads: options.threads,
    },
    ...(options.footprint && { footprint: options.footprint }),
    startedAt: options.startedAt,
  };
}

/** Undefined unless every round knows. */
function medianWhereKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? medianOf(known) : undefined;
}

async function describeModel(file: string, width: number | undefined): Promise<ProfiledModel> {
  const bytes = await readBytes(file);
  const [gzipped, brotli] = await Promise.all([promisify(gzip)(bytes, { level: 9 }), promisify(brotliCompress)(bytes)]);
  return {
    name: `${basename(file, '.onnx')}${width === undefined ? '' : `@${width}`}`,
    file,
    sizeBytes: bytes.length,
    gzipBytes: gzipped.length,
    brotliBytes: brotli.length,
  };
}

function checkCount(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new SecateurError('ARGUMENT_INVALID', `${option} must be a whole number from 1, but is ${value}.`);
}
