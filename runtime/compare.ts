import { SecateurError } from '../core/index.ts';
import type { AnswersCompared } from './answers-compared.ts';
import type { Interval, Profile } from './model/profile.ts';
import type { Provider } from './model/providers.ts';
import { targetNameOf } from './profiler/targets.ts';
import { medianRatio } from './statistics/median-ratio.ts';
import { machineRatio, noiseOf, tolerableUnevenness } from './statistics/noise.ts';

/** What two profiles are compared by beside the median latency. */
export type ComparedFigure = keyof typeof figures;

const figures = {
  p90: ({ latencyMs }: Profile) => latencyMs.p90,
  p99: ({ latencyMs }: Profile) => latencyMs.p99,
  mean: ({ latencyMs }: Profile) => latencyMs.mean,
  size: ({ model }: Profile) => model.sizeBytes,
  gzip: ({ model }: Profile) => model.gzipBytes,
  coldStart: ({ coldStartMs: { load, create, firstRun } }: Profile) => load + create + firstRun,
  memory: ({ modelMemoryBytes }: Profile) => modelMemoryBytes,
  cpu: ({ cpuMsPerCall }: Profile) => cpuMsPerCall,
} as const;

export const comparedFigures = Object.keys(figures) as readonly ComparedFigure[];

export type Verdict = 'faster' | 'slower' | 'cannot tell';

/**
 * Why it cannot be told: `alike` (any difference is small), `noise` (the machine itself varied by as much), `rounds` (too few
 * of them to say), `one-round` (of which nobody knows how it differs from another), `answers` (those of an accelerator are
 * wrong, so that something else was measured than the model).
 */
export type Doubt = (typeof doubts)[number];

export const doubts = ['alike', 'noise', 'rounds', 'one-round', 'answers'] as const;

export interface Compared {
  readonly name: string;
  readonly provider: Provider;
  /** As in `Profile`. */
  readonly device?: string;
}

/** What changed from one profile to another. JSON-serialisable. */
export interface Comparison {
  readonly schemaVersion: 1;
  readonly before: Compared;
  readonly after: Compared;
  /** Median latency after by median latency before: .5 is twice as fast. */
  readonly p50Ratio: number;
  /** 95 % interval of the ratio. */
  readonly p50RatioInterval: Interval;
  /** Other figures, after by before, as far as both were measured. */
  readonly ratios?: Readonly<Partial<Record<ComparedFigure, number>>>;
  /** How long a fixed loop took during `after` by how long during `before`: what the machine itself changed. */
  readonly machineRatio?: number;
  /** `faster` or `slower` only where the whole interval is on one side of 1, and of what the machine itself changed. */
  readonly verdict: Verdict;
  /** Only with `cannot tell`. */
  readonly doubt?: Doubt;
  /** Where both were asked about the same rows. */
  readonly answers?: AnswersCompared;
}

/** Within these bounds two models are alike for all that matters. */
const alike: Interval = [0.95, 1.05];

/**
 * Rounds of profiles that were measured together compare in pairs, so that what hit both cancels.
 * @param options.replicates bootstrap samples, 1000 by default. @param options.seed 1 by default.
 * @param options.trustOneRound whether a single round gives a verdict, which says nothing of how processes differ; false by default
 * @throws DATA_INVALID where a median is 0: the clock was too coarse to measure it
 */
export function compareProfiles(
  before: Profile,
  after: Profile,
  options: { readonly seed?: number; readonly replicates?: number; readonly trustOneRound?: boolean } = {},
): Comparison {
  const coarse = [before, after].find(({ latencyMs }) => !(latencyMs.p50 > 0));
  if (coarse) {
    throw new SecateurError(
      'DATA_INVALID',
      `${coarse.model.name} on ${targetNameOf(coarse)}: its median latency is 0, for the clock there tells no less. Measure with more rows a call, for example --scenario offline=256.`,
    );
  }
  const { ratio, interval } = medianRatio(before, after, options);
  const machine = machineRatio(before, after);
  const doubt = doubtIn([before, after], options.trustOneRound) ?? doubtOf(interval, machine, [before, after]);
  return {
    schemaVersion: 1,
    before: comparedOf(before),
    after: comparedOf(after),
    p50Ratio: ratio,
    p50RatioInterval: interval,
    ratios: ratiosOf(before, after),
    ...(machine !== undefined && { machineRatio: machine }),
    verdict: doubt ? 'cannot tell' : interval[1] < 1 ? 'faster' : 'slower',
    ...(doubt && { doubt }),
  };
}

function comparedOf(profile: Profile): Compared {
  return { name: profile.model.name, provider: profile.provider, device: targetNameOf(profile) };
}

/** What no interval tells. */
function doubtIn(profiles: readonly Profile[], trustOneRound = false): Doubt | undefined {
  if (profiles.some(({ answerCheck }) => answerCheck?.answers === 'wrong')) return 'answers';
  const isOneRound = profiles.some(({ latencyMs }) => latencyMs.samples.length < 2);
  return isOneRound && !trustOneRound ? 'one-round' : undefined;
}

/** Undefined where the whole interval is on one side of 1, and of what the machine itself changed. */
function doubtOf(
  [lower, upper]: Interval,
  machine: number | undefined = 1,
  profiles: readonly Profile[],
): Doubt | undefined {
  if (upper < Math.min(1, machine) || lower > Math.max(1, machine)) return undefined;
  if (lower >= alike[0] && upper <= alike[1]) return 'alike';
  const isSure = upper < 1 || lower > 1;
  const isUneven = profiles.some((profile) => noiseOf(profile).betweenRounds > tolerableUnevenness);
  return isSure || isUneven ? 'noise' : 'rounds';
}

function ratiosOf(before: Profile, after: Profile): Partial<Record<ComparedFigure, number>> {
  return Object.fromEntries(
    comparedFigures.flatMap((name) => {
      const [from, to] = [figures[name](before), figures[name](after)];
      return from !== undefined && to !== undefined && from > 0 && to > 0 ? [[name, to / from]] : [];
    }),
  );
}
