import {
  noiseNotes,
  type ProfileOptions,
  type Provider,
  parseScenario,
  profile,
  type Report,
} from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
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
  for (const sentence of noiseNotes(profiles)) context.note(sentence);
  return profileReport(profiles, width);
}
