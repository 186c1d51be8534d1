import { SecateurError } from '../../core/index.ts';
import { readText } from '../../files/index.ts';
import { type Comparison, compareProfiles, type Profile, parseReport, targetNameOf } from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import { checkConditions, readConditions } from '../compare/fail-if.ts';
import type { CommandContext } from '../context.ts';
import { columns, significant } from '../format.ts';
import { measure, type ProfilingOptions } from '../profile/measure.ts';

export interface CompareOptions extends ProfilingOptions {
  readonly failIf?: string;
}

export const compare: Action<CompareOptions> = async (context, [before = '', after = ''], options) => {
  const conditions = options.failIf === undefined ? [] : readConditions(options.failIf);
  const [befores, afters] = await profilesOf(context, [before, after], options);
  const comparisons = befores!.flatMap((one) =>
    afters!.filter((other) => isMeasuredAlike(one, other)).map((other) => compareProfiles(one, other)),
  );
  if (comparisons.length === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${before} and ${after} were not measured in the same way. Profile both with the same --device and --scenario.`,
    );
  }
  const [first] = befores!;
  const [second] = afters!;
  if (machineOf(first!) !== machineOf(second!)) {
    context.note('The two were measured on different machines or versions: the ratio is not that of the models alone.');
  }
  context.result(comparisons, table(comparisons));
  checkConditions(comparisons, conditions);
};

/**
 * Models given as files are measured together, so that a drift of the machine hits both; reports are read before that, in
 * order, so that a wrong name is said at once and is always the first one.
 */
async function profilesOf(
  context: CommandContext,
  names: readonly [string, string],
  options: ProfilingOptions,
): Promise<readonly (readonly Profile[])[]> {
  const stored = new Map<string, readonly Profile[]>();
  for (const name of names) {
    if (isReport(name)) stored.set(name, await storedProfiles(name));
  }
  const files = [...new Set(names.filter((name) => !isReport(name)))];
  const measured = files.length === 0 ? [] : (await measure(context, files, options)).models;
  return names.map((name) => stored.get(name) ?? measured.find(({ file }) => file === name)!.profiles);
}

const reportName = /^(.*\.json)(?::(.+))?$/i;

function isReport(name: string): boolean {
  return reportName.test(name);
}

async function storedProfiles(text: string): Promise<readonly Profile[]> {
  const [, path = text, name] = reportName.exec(text) ?? [];
  const { models } = parseReport(await readText(path), path);
  const names = models.map((model) => model.name).join(', ');
  const found = name === undefined ? models : models.filter((model) => model.name === name);
  if (found.length !== 1) {
    const what = name === undefined ? `holds several models` : `holds no model '${name}'`;
    throw new SecateurError('ARGUMENT_INVALID', `${path}: ${what}. Write ${path}:NAME with one of: ${names}.`);
  }
  const profiles = found[0]!.profiles.filter(({ latencyMs }) => latencyMs.samples.flat().length > 0);
  if (profiles.length > 0) return profiles;
  throw new SecateurError(
    'DATA_INVALID',
    `${text}: no latencies were kept in it. Measure again with secateur profile -o.`,
  );
}

/** A call of one row and one of many, or one that had to wait, do not compare. */
function isMeasuredAlike(one: Profile, other: Profile): boolean {
  return targetNameOf(one) === targetNameOf(other) && one.scenario === other.scenario;
}

function machineOf({ environment }: Profile): string {
  const { cpuModel, cores, runtime, threads, browser } = environment;
  return JSON.stringify([cpuModel, cores, runtime, threads, browser?.userAgent]);
}

function table(comparisons: readonly Comparison[]): string {
  return columns([
    ['device', 'before', 'after', 'p50 ratio', '95 % interval', 'verdict', 'p99', 'file', 'cold start', 'memory'],
    ...comparisons.map(describe),
  ]);
}

function describe({
  before,
  after,
  p50Ratio,
  p50RatioInterval: [lower, upper],
  verdict,
  ratios,
}: Comparison): string[] {
  return [
    targetNameOf(after),
    before.name,
    after.name,
    significant(p50Ratio),
    `${significant(lower)} to ${significant(upper)}`,
    verdict,
    ...[ratios?.p99, ratios?.size, ratios?.coldStart, ratios?.memory].map((ratio) =>
      ratio === undefined ? '' : significant(ratio),
    ),
  ];
}
