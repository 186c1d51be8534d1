import { resolve } from 'node:path';
import { checkWritable } from '../../api/index.ts';
import { SecateurError } from '../../core/index.ts';
import { writeAtomically } from '../../files/index.ts';
import type { Action } from '../action.ts';
import { footprintLines } from '../profile/footprint-lines.ts';
import { measure, type ProfilingOptions } from '../profile/measure.ts';
import { operatorTable, traceAll } from '../profile/operators.ts';
import { profileTable } from '../profile/profile-table.ts';

export interface ProfileCommandOptions extends ProfilingOptions {
  readonly output?: string;
  readonly operators?: boolean;
  readonly trace?: string;
}

export const profileModels: Action<ProfileCommandOptions> = async (context, files, options) => {
  const inputs = options.input === undefined ? files : [...files, options.input];
  if (options.output !== undefined) await checkWritable(options.output, inputs);
  if (options.trace !== undefined) await checkTrace(options.trace, files, inputs, options.output);
  const report = await measure(context, files, options);
  if (options.output !== undefined) await writeAtomically(options.output, `${JSON.stringify(report)}\n`);
  const traced = options.operators || options.trace !== undefined ? await traceAll(context, files, options) : [];
  if (options.trace !== undefined) await writeAtomically(options.trace, traced[0]!.trace);
  const operators = traced.map(({ file, operators }) => ({ file, operators }));
  context.result(
    options.operators ? { ...report, operators } : report,
    [profileTable(report), footprintLines(report), ...(options.operators ? operators.map(operatorTable) : [])]
      .filter((part) => part !== '')
      .join('\n\n'),
  );
};

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
