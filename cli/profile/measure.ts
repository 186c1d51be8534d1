import { measureFloors, profileFiles } from '../../api/index.ts';
import { SecateurError } from '../../core/index.ts';
import { type Provider, parseScenario, type Report } from '../../runtime/index.ts';
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
export function measure(context: CommandContext, files: readonly string[], options: ProfilingOptions): Promise<Report> {
  const { width, input, scenario, dimension } = options;
  const profiling = {
    ...howMeasured(options),
    scenario,
    ...(width !== undefined && { width }),
    ...(input !== undefined && { input }),
    ...(dimension && { dimensions: dimension }),
  };
  return profileFiles(files, profiling, context);
}

/** What a call costs whatever the model, measured as the models of the report were. Errors as `measureFloors`. */
export async function withFloors(context: CommandContext, report: Report, options: ProfilingOptions): Promise<Report> {
  const largestMacs = Math.max(...report.models.map(({ macs = 0 }) => macs));
  const { signal, onProgress } = context;
  const scenario = parseScenario(options.scenario);
  return {
    ...report,
    floors: await measureFloors({ ...howMeasured(options), scenario, largestMacs, signal, onProgress }),
  };
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
