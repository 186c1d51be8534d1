import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { type OnProgress, SecateurError } from '../../core/index.ts';
import { readBytes } from '../../files/index.ts';
import type { Provider } from '../contract.ts';
import type { Profile, ProfiledModel } from '../profile.ts';
import { checkThreads } from '../session.ts';
import { medianOf } from '../statistics/bootstrap.ts';
import { latencyOf } from '../statistics/latency.ts';
import { runInFreshProcess } from './fresh-process.ts';
import type { ChildResult } from './messages.ts';

export interface ProfileOptions {
  /** `['node-cpu']` by default. */
  readonly providers?: readonly Provider[];
  /** Fresh processes for each model and provider, 3 by default. */
  readonly rounds?: number;
  /** Latencies taken in a round, 300 by default; more, up to 2000, where they fit into half a second. */
  readonly minimumSamples?: number;
  /** 1 by default, as in `load`. */
  readonly threads?: number;
  /** Raw rows (all after one another) that the calls take turns with; by default random ones in the model's range. */
  readonly rows?: Float32Array;
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
  const { providers = ['node-cpu'], rounds = 3, minimumSamples = 300, threads = 1, seed = 1 } = options;
  checkThreads(threads);
  checkCount('rounds', rounds);
  checkCount('minimumSamples', minimumSamples);
  const { rows, signal, onProgress, timeLimitMs = 120_000 } = options;
  // One after the other: of several broken files it is always the first that is named.
  const models: ProfiledModel[] = [];
  for (const file of files) models.push(await describeModel(file));
  const targets = models.flatMap((model) =>
    providers.map((provider) => ({ model, provider, results: [] as ChildResult[] })),
  );
  let done = 0;
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < targets.length; turn++) {
      const { model, provider, results } = targets[(turn + round) % targets.length]!;
      const plan = { file: model.file, provider, threads, seed, minimumSamples, rows };
      const result = await runInFreshProcess(plan, { signal, timeLimitMs });
      results.push(result);
      const metrics = { p50LatencyMs: medianOf(result.samplesMs) };
      onProgress?.({ stage: 'profile', done: ++done, total: rounds * targets.length, metrics });
    }
  }
  return targets.map(({ model, provider, results }) => summarise(model, provider, results, { threads, seed }));
}

function summarise(
  model: ProfiledModel,
  provider: Provider,
  results: readonly ChildResult[],
  options: { readonly threads: number; readonly seed: number },
): Profile {
  const rounds = results.map(({ round }) => round);
  const coldStarts = rounds.map((round) => round.coldStartMs);
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
    peakRssBytes: medianOf(rounds.map(({ peakRssBytes }) => peakRssBytes)),
    environment: {
      cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
      cores: availableParallelism(),
      os: `${platform()} ${release()} ${arch()}`,
      nodeVersion: process.version,
      runtime: results[0]!.runtime,
      threads: options.threads,
    },
  };
}

async function describeModel(file: string): Promise<ProfiledModel> {
  const bytes = await readBytes(file);
  const { length } = await promisify(gzip)(bytes, { level: 9 });
  return { name: basename(file, '.onnx'), file, sizeBytes: bytes.length, gzipBytes: length };
}

function checkCount(option: string, value: number): void {
  if (Number.isInteger(value) && value >= 1) return;
  throw new SecateurError('ARGUMENT_INVALID', `${option} must be a whole number from 1, but is ${value}.`);
}
