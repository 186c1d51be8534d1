import {
  answerNotes,
  noiseNotes,
  type ProfileOptions,
  parseScenario,
  profile,
  type Report,
  targetNameOf,
} from '../../runtime/index.ts';
import type { Listener } from '../listener.ts';
import { givenRows } from './given-rows.ts';
import { profileReport } from './profile-report.ts';

/** As `ProfileOptions`, with rows and scenario by their names. */
export interface ProfilingOptions
  extends Pick<
    ProfileOptions,
    'devices' | 'providers' | 'remote' | 'onGone' | 'onRound' | 'rounds' | 'threads' | 'width' | 'seed' | 'dimensions'
  > {
  /** A file of rows to measure with; random ones by default. */
  readonly input?: string;
  /** `stream` by default; as `parseScenario` reads it. */
  readonly scenario?: string;
}

/** Profiles models as the options say, and tells what to know about it. Errors as `profile`. */
export async function profileFiles(
  files: readonly string[],
  { input, scenario = 'stream', ...options }: ProfilingOptions,
  { signal, onProgress, note }: Listener,
): Promise<Report> {
  const rows = await givenRows(files, input);
  const profiles = await profile(files, {
    ...options,
    ...(rows && { rows }),
    scenario: parseScenario(scenario),
    signal,
    onProgress,
  });
  for (const { model, incomplete, ...profiled } of profiles) {
    if (incomplete !== undefined) note(`${model.name} on ${targetNameOf(profiled)}: ${incomplete}`);
  }
  for (const sentence of [...answerNotes(profiles), ...noiseNotes(profiles)]) note(sentence);
  return profileReport(profiles, options.width);
}
