import { SecateurError } from '../../core/index.ts';
import {
  noiseNotes,
  type ProfileOptions,
  type Provider,
  parseScenario,
  profile,
  type Report,
  targetNameOf,
} from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { givenRows } from './given-rows.ts';
import { profileReport } from './profile-report.ts';
import { remoteOptions } from './remote-link.ts';

export interface ProfilingOptions {
  readonly provider?: readonly Provider[];
  readonly device?: readonly string[];
  readonly remote?: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly rounds: number;
  readonly threads: number;
  readonly width?: number;
  readonly seed: number;
  readonly input?: string;
  readonly scenario: string;
  readonly dimension?: Readonly<Record<string, number>>;
}

function devicesOf({ device = [], remote, host, port }: ProfilingOptions): readonly string[] {
  const isRemote = device.some((each) => /^remote(?::|$)/.test(each));
  if (!remote && !isRemote && (host !== undefined || port !== undefined)) {
    throw new SecateurError('ARGUMENT_INVALID', '--host and --port are of the link that --remote shows. Add --remote.');
  }
  return remote && !isRemote ? [...device, 'remote'] : device;
}

/** Profiles the models as the options say. Errors as `profile`. */
export async function measure(
  context: CommandContext,
  files: readonly string[],
  options: ProfilingOptions,
): Promise<Report> {
  const { provider, rounds, threads, width, seed, input, scenario, dimension } = options;
  const devices = devicesOf(options);
  const rows = await givenRows(files, input);
  const profiling: ProfileOptions = {
    ...(provider && { providers: provider }),
    ...(devices.length > 0 && { devices, remote: remoteOptions(options) }),
    onGone: () => {
      process.exitCode = exitCodes.dependency;
    },
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
  for (const { model, incomplete, ...profiled } of profiles) {
    if (incomplete !== undefined) context.note(`${model.name} on ${targetNameOf(profiled)}: ${incomplete}`);
  }
  for (const sentence of noiseNotes(profiles)) context.note(sentence);
  return profileReport(profiles, width);
}
