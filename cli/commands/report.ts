import { readText, writeAtomically } from '../../files/index.ts';
import { parseReport, renderHtml, renderMarkdown } from '../../runtime/index.ts';
import { checkWritable } from '../output-path.ts';
import { type AddCommand, finishCommand } from './command.ts';

interface ReportOptions {
  readonly output: string;
  readonly markdown?: boolean;
}

export const addReport: AddCommand = (program, signal) => {
  const command = program
    .command('report')
    .summary('turn measurements into one HTML page')
    .description('turn what demo or profile -o measured into one self-contained HTML page')
    .argument('<report>', 'a report (.json)')
    .requiredOption('-o, --output <file>', 'where the page goes')
    .option('--markdown', 'headline and table as Markdown instead');
  finishCommand<ReportOptions>(
    command,
    signal,
    'secateur report report.json -o report.html',
    async (context, [source], { output, markdown = false }) => {
      await checkWritable(output);
      const report = parseReport(await readText(source!), source!);
      await writeAtomically(output, markdown ? renderMarkdown(report) : renderHtml(report));
      context.result({ output }, `Saved ${output}`);
    },
  );
};
