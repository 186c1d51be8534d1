import { checkWritable } from '../../api/commands.ts';
import { readText, writeAtomically } from '../../files/index.ts';
import { parseReport, renderHtml, renderMarkdown } from '../../runtime/index.ts';
import type { Action } from '../action.ts';

export interface ReportOptions {
  readonly output: string;
  readonly markdown?: boolean;
}

export const report: Action<ReportOptions> = async (context, [source = ''], { output, markdown = false }) => {
  await checkWritable(output, [source]);
  const report = parseReport(await readText(source), source);
  await writeAtomically(output, markdown ? renderMarkdown(report) : renderHtml(report));
  context.result({ output }, `Saved ${output}`);
};
