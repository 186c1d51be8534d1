import {
  type ProfileOptions,
  type Provider,
  parseScenario,
  profile,
  type Report,
  unevennessOf,
} from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import { percent } from '../format.ts';
import { givenRows } from './given-rows.ts';
import { profileReport } from './profile-report.ts';

export interface ProfilingOptions {
  readonly provider?: readonly Provider[];
  readonly rounds: number;
  readonly threads: number;
  readonly width?: number;
  readonly seed: number;
  readonly input?: string;
  readonly scenario: string;
  readonly dimension?: Readonly<Record<string, number>>;
}

/** By how much a fixed loop may vary between rounds before it is worth a word. */
const tolerableUnevenness = 0.1;

/** Profiles the models as the options say. Errors as `profile`. */
export async function measure(
  context: CommandContext,
  files: readonly string[],
  options: ProfilingOptions,
): Promise<Report> {
  const { provider = ['node-cpu'], rounds, threads, width, seed, input, scenario, dimension } = options;
  const rows = await givenRows(files, input);
  const profiling: ProfileOptions = {
    providers: provider,
    rounds,
    threads,
    seed,
    signal: context.signal,
    onProgress: context.onProgress,
    ...(width !== undefined && { width }),
    ...(rows && { rows }),
    scenario: parseScenario(scenario),
    ...(dimension && { dimensions: dimension }),
  };
  const profiles = await profile(files, profiling);
  const unevenness = Math.max(...profiles.map(unevennessOf));
  if (unevenness > tolerableUnevenness) {
    context.note(
      `The machine was uneven: a fixed loop took up to ${percent(unevenness, 0)} longer in one round than in another. Differences smaller than that mean little; measure again when it is idle, or with more --rounds.`,
    );
  }
  return profileReport(profiles, width);
}
