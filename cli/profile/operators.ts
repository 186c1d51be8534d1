import { givenRows } from '../../api/commands.ts';
import { formatBytes, formatMilliseconds, formatPercent } from '../../core/index.ts';
import { type OperatorTime, type OperatorTimes, operatorTimes, parseScenario } from '../../runtime/index.ts';
import type { CommandContext } from '../context.ts';
import { columns } from '../format.ts';
import { leftOut, type ProfilingOptions } from './measure.ts';

/** Where the calls of each model spend their time. */
export async function traceAll(context: CommandContext, files: readonly string[], options: ProfilingOptions) {
  const { threads, width, scenario, dimension: dimensions = {}, input } = options;
  // Said already when they were read for measuring.
  const rows = await givenRows(files, { input, target: leftOut(options) }, () => {});
  const traced: (OperatorTimes & { readonly file: string })[] = [];
  for (const file of files) {
    const how = {
      threads,
      dimensions,
      scenario: parseScenario(scenario),
      signal: context.signal,
      ...(width !== undefined && { width }),
      ...(rows && { rows }),
    };
    traced.push({ file, ...(await operatorTimes(file, how)) });
  }
  return traced;
}

export function operatorTable({
  file,
  operators,
}: {
  readonly file: string;
  readonly operators: readonly OperatorTime[];
}) {
  const lines = operators.map(({ node, operator, meanUs, share, outputBytes }) => [
    node,
    operator,
    formatMilliseconds(meanUs / 1000),
    formatPercent(share),
    formatBytes(outputBytes),
  ]);
  return `${file}, node-cpu, a call by onnxruntime's profiler:\n${columns([['node', 'operator', 'mean', 'share', 'output'], ...lines])}`;
}
