import { SecateurError } from '../../core/index.ts';
import { readText } from '../../files/index.ts';
import { parseReport, type ReportModel } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import { measure, type ProfilingOptions } from '../profile/measure.ts';

/**
 * The two models to compare. Those given as files are measured together, so that a drift of the machine hits both; reports
 * are read before that, in order, so that a wrong name is said at once and is always the first one.
 */
export async function sidesOf(
  context: CommandContext,
  names: readonly [string, string],
  options: ProfilingOptions,
): Promise<readonly [ReportModel, ReportModel]> {
  const stored = new Map<string, ReportModel>();
  for (const name of names) {
    if (isReport(name)) stored.set(name, await storedModel(name));
  }
  const files = [...new Set(names.filter((name) => !isReport(name)))];
  const measured = files.length === 0 ? [] : (await measure(context, files, options)).models;
  const [before, after] = names.map((name) => stored.get(name) ?? measured.find(({ file }) => file === name)!);
  return [before!, after!];
}

const reportName = /^(.*\.json)(?::(.+))?$/i;

export function isReport(name: string): boolean {
  return reportName.test(name);
}

/** The file that a name stands for. */
export function pathOf(name: string): string {
  return reportName.exec(name)?.[1] ?? name;
}

async function storedModel(text: string): Promise<ReportModel> {
  const [, path = text, name] = reportName.exec(text) ?? [];
  const { models } = parseReport(await readText(path), path);
  const names = models.map((model) => model.name).join(', ');
  const found = name === undefined ? models : models.filter((model) => model.name === name);
  if (found.length !== 1) {
    const what = name === undefined ? `holds several models` : `holds no model '${name}'`;
    throw new SecateurError('ARGUMENT_INVALID', `${path}: ${what}. Write ${path}:NAME with one of: ${names}.`);
  }
  const profiles = found[0]!.profiles.filter(({ latencyMs }) => latencyMs.samples.flat().length > 0);
  if (profiles.length > 0) return { ...found[0]!, profiles };
  throw new SecateurError(
    'DATA_INVALID',
    `${text}: no latencies were kept in it. Measure again with secateur profile -o.`,
  );
}
