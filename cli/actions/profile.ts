import { SecateurError } from '../../core/index.ts';
import { readRows } from '../../datasets/index.ts';
import { writeAtomically } from '../../files/index.ts';
import { load, type ProfileOptions, type Provider, profile, type Report } from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import type { CommandContext } from '../context.ts';
import { bytes, columns, count, milliseconds } from '../format.ts';
import { checkWritable } from '../output-path.ts';
import { profileReport } from '../profile-report.ts';

export interface ProfilingOptions {
  readonly provider?: readonly Provider[];
  readonly rounds: number;
  readonly threads: number;
  readonly seed: number;
  readonly input?: string;
}

export interface ProfileCommandOptions extends ProfilingOptions {
  readonly output?: string;
}

export const profileModels: Action<ProfileCommandOptions> = async (context, files, options) => {
  if (options.output !== undefined) {
    await checkWritable(options.output, options.input === undefined ? files : [...files, options.input]);
  }
  const report = await measure(context, files, options);
  if (options.output !== undefined) await writeAtomically(options.output, `${JSON.stringify(report)}\n`);
  context.result(report, profileTable(report));
};

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
