import { resolve } from 'node:path';
import { type Asked, askModels, checkHasFloor, checkWritable, withAnswers } from '../../api/commands.ts';
import { SecateurError } from '../../core/index.ts';
import { floorNotes, parseScenario, type Report } from '../../runtime/index.ts';
import type { Action } from '../action.ts';
import { type AskOptions, dataOf } from '../profile/asking-data.ts';
import { footprintLines } from '../profile/footprint-lines.ts';
import { measure, type ProfilingOptions } from '../profile/measure.ts';
import { operatorTable, traceAll } from '../profile/operators.ts';
import { profileTable } from '../profile/profile-table.ts';
import { saveMeasured } from '../save-measured.ts';

export interface ProfileCommandOptions extends ProfilingOptions, AskOptions {
  readonly output?: string;
  readonly operators?: boolean;
  readonly trace?: string;
}

export const profileModels: Action<ProfileCommandOptions> = async (context, files, options) => {
  const inputs = [...files, ...[options.input, options.data].filter((path) => path !== undefined)];
  if (options.output !== undefined) await checkWritable(options.output, inputs);
  if (options.trace !== undefined) await checkTrace(options.trace, files, inputs, options.output);
  if (options.floor) checkHasFloor(parseScenario(options.scenario));
  const asking = await dataOf(context, options);
  // Before anything is measured, which takes longer.
  const asked = asking && (await askModels(files, asking.data, asking.how));
  const measured = await measure(context, files, { ...options, keepInterrupted: true });
  const report = asked ? withAsked(measured, asked, options.seed) : measured;
  const failures: unknown[] = [];
  /** Whatever fails from here on, what was measured is shown. */
  const attempt = <Result>(work: Promise<Result>) => work.catch((error: unknown) => void failures.push(error));
  if (options.output !== undefined) await attempt(saveMeasured(options.output, `${JSON.stringify(report)}\n`));
  const isTraced = !context.signal.aborted && (options.operators || options.trace !== undefined);
  const traced = (isTraced && (await attempt(traceAll(context, files, options)))) || [];
  const [first] = traced;
  if (options.trace !== undefined && first) await attempt(saveMeasured(options.trace, first.trace));
  const operators = traced.map(({ file, operators }) => ({ file, operators }));
  context.result(
    options.operators && isTraced ? { ...report, operators } : report,
    [
      profileTable(report),
      footprintLines(report),
      floorNotes(report).join('\n'),
      ...(options.operators && isTraced ? operators.map(operatorTable) : []),
    ]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
  if (failures.length > 0) throw failures[0];
  if (context.signal.aborted) {
    const where =
      options.output === undefined
        ? 'what had been measured is all there is'
        : `${options.output} holds what had been measured`;
    throw new SecateurError('ABORTED', `interrupted; ${where}.`);
  }
};

function withAsked(report: Report, asked: ReadonlyMap<string, Asked>, seed: number): Report {
  const models = report.models.map((model) => ({ ...model, ...asked.get(model.file) }));
  return { ...report, models, comparisons: withAnswers(report.comparisons ?? [], models, seed) };
}

async function checkTrace(
  trace: string,
  files: readonly string[],
  inputs: readonly string[],
  output: string | undefined,
): Promise<void> {
  await checkWritable(trace, inputs);
  if (files.length > 1) {
    throw new SecateurError('ARGUMENT_INVALID', '--trace keeps the trace of one model. Give one model.');
  }
  if (output !== undefined && resolve(output) === resolve(trace)) {
    throw new SecateurError('ARGUMENT_INVALID', `${trace}: --trace and --output name the same file. Name two.`);
  }
}
