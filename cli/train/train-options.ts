import type { TrainOptions } from '../../api/commands.ts';
import type { CommonOptions } from '../options.ts';

export interface TrainCommandOptions extends TrainOptions, CommonOptions {
  readonly log?: string;
  /** So many seeds from `seed` on, each as a run of its own. */
  readonly seeds?: number;
  readonly dryRun?: boolean;
}

/** The options that make two runs the same, in an order that is not that of the command line. */
export function whatMatters(options: TrainCommandOptions): object {
  const {
    output: _output,
    network: _network,
    log: _log,
    checkpointSeconds: _checkpointSeconds,
    engine: _engine,
    device: _device,
    resume: _resume,
    dryRun: _dryRun,
    threads: _threads,
    json: _json,
    quiet: _quiet,
    ...others
  } = options;
  return Object.fromEntries(Object.entries(others).sort(([one], [other]) => (one < other ? -1 : 1)));
}
