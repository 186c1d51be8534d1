import { type Asked, askModels, checkWritable, reportOf, withAnswers } from '../../api/commands.ts';
import { SecateurError } from '../../core/index.ts';
import { compareProfiles, type Profile, type ReportModel, targetNameOf } from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import { comparisonTable } from '../compare/comparison-table.ts';
import { checkConditions, readConditions } from '../compare/fail-if.ts';
import { isReport, pathOf, sidesOf } from '../compare/sides.ts';
import { type AskOptions, dataOf } from '../profile/asking-data.ts';
import type { ProfilingOptions } from '../profile/measure.ts';
import { saveMeasured } from '../save-measured.ts';

export interface CompareOptions extends ProfilingOptions, AskOptions {
  readonly failIf?: string;
  readonly trustOneRound?: boolean;
  readonly output?: string;
}

export const compare: Action<CompareOptions> = async (context, [first = '', second = ''], options) => {
  const { failIf, trustOneRound = false, output, seed } = options;
  const conditions = failIf === undefined ? [] : readConditions(failIf);
  const names = [first, second] as const;
  if (output !== undefined)
    await checkWritable(output, [...names.map(pathOf), ...(options.data ? [options.data] : [])]);
  if (options.data !== undefined && names.every(isReport)) {
    throw new SecateurError(
      'ARGUMENT_INVALID',
      '--data asks models, and reports hold none. Give .onnx files, or profile with --data what is to be compared later.',
    );
  }
  const asking = await dataOf(context, options);
  // Before anything is measured, which takes longer.
  const asked: ReadonlyMap<string, Asked> = asking
    ? await askModels(
        names.filter((name) => !isReport(name)),
        asking.data,
        asking.how,
      )
    : new Map();
  const sides = await sidesOf(context, names, options);
  const [before, after] = apart({ ...sides[0], ...asked.get(first) }, { ...sides[1], ...asked.get(second) });
  const comparisons = before.profiles.flatMap((one) =>
    after.profiles
      .filter((other) => isMeasuredAlike(one, other))
      .map((other) => {
        const found = compareProfiles(one, other, { trustOneRound });
        return {
          ...found,
          before: { ...found.before, name: before.name },
          after: { ...found.after, name: after.name },
        };
      }),
  );
  if (comparisons.length === 0) {
    throw new SecateurError(
      'DATA_INVALID',
      `${first} and ${second} were not measured in the same way. Profile both with the same --device and --scenario.`,
    );
  }
  if (machineOf(before.profiles[0]!) !== machineOf(after.profiles[0]!)) {
    context.note('The two were measured on different machines or versions: the ratio is not that of the models alone.');
  }
  const found = withAnswers(comparisons, [before, after], seed);
  if (before.answers && after.answers && !found[0]!.answers) {
    context.note('The two were asked about different rows, so that their answers do not compare.');
  }
  context.result(found, comparisonTable(found));
  if (output !== undefined) {
    const report = reportOf(`Comparison of ${before.name} and ${after.name}`, [before, after], found);
    await saveMeasured(output, `${JSON.stringify(report)}\n`);
  }
  checkConditions(found, conditions);
};

/** Two files of one name in two folders must not be taken for one another. */
function apart(before: ReportModel, after: ReportModel): readonly [ReportModel, ReportModel] {
  if (before.name !== after.name) return [before, after];
  return [
    { ...before, name: `${before.name} (before)` },
    { ...after, name: `${after.name} (after)` },
  ];
}

/** A call of one row and one of many, or one that had to wait, do not compare. */
function isMeasuredAlike(one: Profile, other: Profile): boolean {
  return targetNameOf(one) === targetNameOf(other) && one.scenario === other.scenario;
}

function machineOf({ environment }: Profile): string {
  const { cpuModel, cores, runtime, threads, browser } = environment;
  return JSON.stringify([cpuModel, cores, runtime, threads, browser?.userAgent]);
}
