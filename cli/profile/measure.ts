import { profileFiles } from '../../api/commands.ts';
import { SecateurError } from '../../core/index.ts';
import type { Provider, Report } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { type LinkOptions, remoteOptions } from './remote-link.ts';

export interface ProfilingOptions extends LinkOptions {
  readonly provider?: readonly Provider[];
  readonly device?: readonly string[];
  readonly remote?: boolean;
  readonly rounds: number;
  readonly threads: number;
  readonly width?: number;
  readonly seed: number;
  readonly input?: string;
  /** Of the rows of `--data`, to which `target` belongs where both are given. */
  readonly data?: string;
  readonly target?: string;
  readonly scenario: string;
  readonly dimension?: Readonly<Record<string, number>>;
  readonly floor?: boolean;
  readonly keepInterrupted?: boolean;
}

function devicesOf({ device = [], remote, host, port, cert, key }: ProfilingOptions): readonly string[] {
  const isRemote = device.some((each) => /^remote(?::|$)/.test(each));
  if (!remote && !isRemote && [host, port, cert, key].some((option) => option !== undefined)) {
    const what = '--host, --port, --cert and --key are of the link that --remote shows';
    throw new SecateurError('ARGUMENT_INVALID', `${what}. Add --remote.`);
  }
  return remote && !isRemote ? [...device, 'remote'] : device;
}

/** Profiles the models as the options say. Errors as `profile`. */
export function measure(context: CommandContext, files: readonly string[], options: ProfilingOptions): Promise<Report> {
  const { width, input, scenario, dimension, floor = false, keepInterrupted = false } = options;
  const target = leftOut(options);
  const profiling = {
    ...howMeasured(options),
    scenario,
    floor,
    keepInterrupted,
    ...(width !== undefined && { width }),
    ...(input !== undefined && { input }),
    ...(target !== undefined && { target }),
    ...(dimension && { dimensions: dimension }),
  };
  return profileFiles(files, profiling, context);
}

/** A column of `--input` that models from elsewhere are not fed. */
export function leftOut({ data, target }: ProfilingOptions): string | undefined {
  return data === undefined ? target : undefined;
}

function howMeasured(options: ProfilingOptions) {
  const { provider, rounds, threads, seed } = options;
  const devices = devicesOf(options);
  return {
    ...(provider && { providers: provider }),
    ...(devices.length > 0 && { devices, remote: remoteOptions(options) }),
    onGone: () => {
      process.exitCode = exitCodes.dependency;
    },
    rounds,
    threads,
    seed,
  };
}
