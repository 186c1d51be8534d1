import type { ReportOptions } from '../actions/report.ts';
import { outputFile } from '../options.ts';
import { type AddCommand, finishCommand } from './command.ts';

export const addReport: AddCommand = (program, signal) => {
  const command = program
    .command('report')
    .summary('turn measurements into one HTML page')
    .description('turn what demo or profile -o measured into one self-contained HTML page')
    .argument('<report>', 'a report (.json)')
    .requiredOption('-o, --output <file>', 'where the page goes', outputFile('.html'))
    .option('--markdown', 'headline and table as Markdown instead');
  finishCommand<ReportOptions>(command, signal, 'secateur report report.json -o report.html', async () => {
    const { report } = await import('../actions/report.ts');
    return report;
  });
};
