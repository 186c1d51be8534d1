import type { Command } from 'commander';
import { SecateurError } from '../../core/index.ts';
import { readRows } from '../../datasets/index.ts';
import { writeAtomically } from '../../files/index.ts';
import { load, type ProfileOptions, type Provider, profile, type Report } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import { bytes, columns, count, milliseconds } from '../format.ts';
import { collected, seedOption, wholeNumber } from '../options.ts';
import { checkWritable } from '../output-path.ts';
import { profileReport } from '../profile-report.ts';
import { providers } from '../providers.ts';
import { type AddCommand, finishCommand } from './command.ts';

export interface ProfilingOptions {
  readonly provider?: readonly Provider[];
  readonly rounds: number;
  readonly threads: number;
  readonly seed: number;
  readonly input?: string;
}

export const addProfile: AddCommand = (program, signal) => {
  const command = program
    .command('profile')
    .summary('measure latency, cold start and memory of models')
    .description('measure latency, cold start and memory of models, each in fresh processes, in interleaved rounds')
    .argument('<models...>', '.onnx files')
    .option('-o, --output <file>', 'keep everything measured as a report (.json), for compare and report');
  addProfilingOptions(command);
  finishCommand<ProfilingOptions & { readonly output?: string }>(
    command,
    signal,
    'secateur profile dense.onnx pruned.onnx --provider node-cpu --provider web-wasm',
    async (context, files, options) => {
      if (options.output !== undefined) await checkWritable(options.output);
      const report = await measure(context, files, options);
      if (options.output !== undefined) await writeAtomically(options.output, `${JSON.stringify(report)}\n`);
      context.result(report, profileTable(report));
    },
  );
};

export function addProfilingOptions(command: Command): Command {
  return command
    .option('--provider <name>', `${providers.join(' or ')}; may be repeated (default: node-cpu)`, collected(providers))
    .option('--rounds <number>', 'fresh processes for each model and provider', wholeNumber(1, 1000), 3)
    .option('--threads <number>', 'threads a call', wholeNumber(1, 1024), 1)
    .option('--input <csv>', 'rows to measure with (default: random ones of the right kind)')
    .addOption(seedOption());
}

/** Profiles the models as the options say. Errors as `profile`. */
export async function measure(
  context: CommandContext,
  files: readonly string[],
  options: ProfilingOptions,
): Promise<Report> {
  const { provider = ['node-cpu'], rounds, threads, seed, input } = options;
  const rows = input === undefined ? undefined : await rowsOf(input, files[0]!);
  const profiling: ProfileOptions = {
    providers: provider,
    rounds,
    threads,
    seed,
    signal: context.signal,
    onProgress: context.onProgress,
    ...(rows && { rows }),
  };
  return profileReport(await profile(files, profiling));
}

/** The first model says how to read the rows; one that takes others will say so itself. */
async function rowsOf(input: string, file: string): Promise<Float32Array> {
  await using model = await load(file);
  if (!model.metadata) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${file}: Secateur did not export this model, so it does not say how to read ${input}. Leave --input out to measure with random rows.`,
    );
  }
  return (await readRows(input, model.metadata.input)).rows;
}

export function profileTable({ models }: Report): string {
  const header = [
    'model',
    'provider',
    'parameters',
    'bytes',
    'p50',
    'p90',
    'p99',
    'load',
    'create',
    'first run',
    'memory',
  ];
  const lines = models.flatMap(({ name, parameters, sizeBytes, profiles }) =>
    profiles.map(({ provider, latencyMs, coldStartMs, peakRssBytes }) => [
      name,
      provider,
      count(parameters),
      bytes(sizeBytes),
      milliseconds(latencyMs.p50),
      milliseconds(latencyMs.p90),
      milliseconds(latencyMs.p99),
      milliseconds(coldStartMs.load),
      milliseconds(coldStartMs.create),
      milliseconds(coldStartMs.firstRun),
      bytes(peakRssBytes),
    ]),
  );
  return columns([header, ...lines]);
}
