import { profileFiles } from '../../api/index.ts';
import { SecateurError } from '../../core/index.ts';
import type { Provider, Report } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
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
  const profiling = {
    ...(provider && { providers: provider }),
    ...(devices.length > 0 && { devices, remote: remoteOptions(options) }),
    onGone: () => {
      process.exitCode = exitCodes.dependency;
    },
    rounds,
    threads,
    seed,
    ...(width !== undefined && { width }),
    ...(input !== undefined && { input }),
    scenario,
    ...(dimension && { dimensions: dimension }),
  };
  return profileFiles(files, profiling, context);
}
