import {
  answerNotes,
  noiseNotes,
  type ProfileOptions,
  parseScenario,
  profile,
  type Report,
  targetNameOf,
} from '../../runtime/index.ts';
import { checkHasFloor, withSweep } from '../floor/measure-floor.ts';
import type { Listener } from '../listener.ts';
import { givenRows } from './given-rows.ts';
import { countsOf, profileReport } from './profile-report.ts';

/** As `ProfileOptions`, with rows and scenario by their names. */
export interface ProfilingOptions
  extends Pick<
    ProfileOptions,
    | 'devices'
    | 'providers'
    | 'remote'
    | 'onGone'
    | 'onRound'
    | 'rounds'
    | 'threads'
    | 'width'
    | 'seed'
    | 'dimensions'
    | 'keepInterrupted'
  > {
  /** A file of rows to measure with; random ones by default. */
  readonly input?: string;
  /** Of models from elsewhere: a column of `input` to leave out. */
  readonly target?: string;
  /** `stream` by default; as `parseScenario` reads it. */
  readonly scenario?: string;
  /** Whether to find what a call costs whatever the model, in the same rounds; not at a rate. False by default. */
  readonly floor?: boolean;
}

/** Profiles models as the options say, and tells what to know about it. Errors as `profile`. */
export async function profileFiles(
  files: readonly string[],
  { input, target, scenario = 'stream', floor = false, ...options }: ProfilingOptions,
  { signal, onProgress, note }: Listener,
): Promise<Report> {
  const arrivals = parseScenario(scenario);
  if (floor) checkHasFloor(arrivals);
  const rows = await givenRows(files, { input, target }, note);
  const measure = async (companions: readonly string[]) => {
    const profiles = await profile(files, {
      ...options,
      companions,
      ...(rows && { rows }),
      scenario: arrivals,
      signal,
      onProgress,
    });
    const own = profiles.filter(({ model }) => !companions.includes(model.file));
    for (const { model, incomplete, ...profiled } of own) {
      if (incomplete !== undefined) note(`${model.name} on ${targetNameOf(profiled)}: ${incomplete}`);
    }
    for (const sentence of [...answerNotes(own), ...noiseNotes(own)]) note(sentence);
    return { profiles, report: await profileReport(own, options.width) };
  };
  if (!floor) return (await measure([])).report;
  const counts = await Promise.all(files.map((file) => countsOf(file, options.width)));
  return withSweep(Math.max(...counts.map(({ macs = 0 }) => macs)), async ({ files: sweep, floorsOf }) => {
    const { profiles, report } = await measure(sweep);
    return { ...report, floors: floorsOf(profiles, { scenario: arrivals, seed: options.seed ?? 1, note }) };
  });
}
