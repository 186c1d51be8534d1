import { arch, availableParallelism, cpus, platform, release } from 'node:os';
import type { Environment, Footprint, Profile, ProfiledModel, Round } from '../model/profile.ts';
import { medianOf } from '../statistics/bootstrap.ts';
import { latencyOf } from '../statistics/latency.ts';
import type { PlaceRound } from './places/place.ts';
import { formatScenario, type Scenario } from './round/scenario.ts';
import type { Target } from './targets.ts';

/** The rounds of one model on one target as a profile. */
export function summarise(
  model: ProfiledModel,
  target: Target,
  results: readonly PlaceRound[],
  options: {
    readonly seed: number;
    readonly scenario: Scenario;
    readonly startedAt: string;
    readonly footprint: Footprint | undefined;
    /** Of the runtime alone. */
    readonly baseline: readonly PlaceRound[];
    /** Why there are not all rounds. */
    readonly incomplete: string | undefined;
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
  const { rowsPerCall } = results[0]!;
  const answerCheck = results.find((result) => result.answerCheck)?.answerCheck;
  return {
    schemaVersion: 1,
    model,
    provider: target.provider,
    device: target.name,
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
    environment: environmentOf(target, results[0]!),
    ...(options.footprint && { footprint: options.footprint }),
    startedAt: options.startedAt,
    ...(answerCheck && { answerCheck }),
    ...(options.incomplete !== undefined && { incomplete: options.incomplete }),
  };
}

/** This machine is known; of another device only what its browser says. */
function environmentOf(target: Target, { runtime, environment: page, timerResolutionMs }: PlaceRound): Environment {
  const ran = { runtime, threads: target.threads, ...(timerResolutionMs > 0 && { timerResolutionMs }) };
  if (page && target.place === 'remote') {
    const { cores, platform } = page;
    return { cpuModel: 'not told by the browser', cores, os: platform, ...ran, browser: page };
  }
  return {
    cpuModel: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    os: `${platform()} ${release()} ${arch()}`,
    ...(page ? { browser: page } : { nodeVersion: process.version }),
    ...ran,
  };
}

/** Undefined unless every round knows. */
function medianWhereKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length === values.length ? medianOf(known) : undefined;
}
