import { SecateurError } from '../../core/index.ts';
import { readRows } from '../../datasets/index.ts';
import { writeAtomically } from '../../files/index.ts';
import {
  load,
  type ProfileOptions,
  type Provider,
  parseScenario,
  profile,
  type Report,
  unevennessOf,
} from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import type { CommandContext } from '../context.ts';
import { bytes, columns, count, milliseconds, percent, significant } from '../format.ts';
import { checkWritable } from '../output-path.ts';
import { profileReport } from '../profile-report.ts';

export interface ProfilingOptions {
  readonly provider?: readonly Provider[];
  readonly rounds: number;
  readonly threads: number;
  readonly seed: number;
  readonly input?: string;
  readonly scenario: string;
  readonly dimension?: Readonly<Record<string, number>>;
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

/** By how much a fixed loop may vary between rounds before it is worth a word. */
const tolerableUnevenness = 0.1;

/** Profiles the models as the options say. Errors as `profile`. */
export async function measure(
  context: CommandContext,
  files: readonly string[],
  options: ProfilingOptions,
): Promise<Report> {
  const { provider = ['node-cpu'], rounds, threads, seed, input, scenario, dimension } = options;
  const rows = input === undefined ? undefined : await rowsOf(input, files[0]!);
  const profiling: ProfileOptions = {
    providers: provider,
    rounds,
    threads,
    seed,
    signal: context.signal,
    onProgress: context.onProgress,
    ...(rows && { rows }),
    scenario: parseScenario(scenario),
    ...(dimension && { dimensions: dimension }),
  };
  const profiles = await profile(files, profiling);
  const unevenness = Math.max(...profiles.map(unevennessOf));
  if (unevenness > tolerableUnevenness) {
    context.note(
      `The machine was uneven: a fixed loop took up to ${percent(unevenness, 0)} longer in one round than in another. Differences smaller than that mean little; measure again when it is idle, or with more --rounds.`,
    );
  }
  return profileReport(profiles);
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
    'rows/s',
    'CPU',
    'load',
    'create',
    'first run',
    'process',
    'model',
  ];
  const lines = models.flatMap(({ name, parameters, sizeBytes, profiles }) =>
    profiles.map(({ provider, latencyMs, coldStartMs, peakRssBytes, ...profiled }) => [
      name,
      provider,
      count(parameters),
      bytes(sizeBytes),
      milliseconds(latencyMs.p50),
      milliseconds(latencyMs.p90),
      milliseconds(latencyMs.p99),
      profiled.throughput ? significant(profiled.throughput.rowsPerSecond) : '',
      profiled.cpuMsPerCall === undefined ? '' : milliseconds(profiled.cpuMsPerCall),
      milliseconds(coldStartMs.load),
      milliseconds(coldStartMs.create),
      milliseconds(coldStartMs.firstRun),
      bytes(peakRssBytes),
      profiled.modelMemoryBytes === undefined ? '' : bytes(profiled.modelMemoryBytes),
    ]),
  );
  return columns([header, ...lines]);
}
