import { plain } from './format.ts';
import { headlineOf } from './headline.ts';
import { comparisonTable } from './measures.ts';
import type { Report } from './report.ts';
import { legendOf } from './table.ts';
import { answerVerdicts, latencyVerdicts, notesOn, type VerdictTable } from './verdicts.ts';

/** Headline and table for a pull request or an issue. Ends with a newline. */
export function renderMarkdown(report: Report): string {
  const table = comparisonTable(report);
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const body = table.groups.flatMap(({ heading, rows }) => [
    row([`**${heading}**`, ...table.models.map(() => '')]),
    ...rows.map(({ label, unit, cells }) =>
      row([unit ? `${label}, ${unit}` : label, ...cells.map(({ text, change }) => `${text} ${change}`.trim())]),
    ),
  ]);
  const paragraphs = [
    `## ${inert(report.title)}`,
    [...headlineOf(report), ...report.summary].map(inert).join(' '),
    [row(['', ...table.models.map(inert)]), row(['---', ...table.models.map(() => '---:')]), ...body].join('\n'),
    ...(table.models.length > 1 ? [inert(legendOf(table))] : []),
    ...[latencyVerdicts(report), answerVerdicts(report)].flatMap((verdicts) =>
      verdicts ? [verdictLines(verdicts)] : [],
    ),
    notesOn(report)
      .map((note) => `- ${inert(note)}`)
      .join('\n'),
  ];
  return `${paragraphs.filter((text) => text !== '').join('\n\n')}\n`;
}

function verdictLines({ head, rows }: VerdictTable): string {
  const line = (cells: readonly string[]) => `| ${cells.map(inert).join(' | ')} |`;
  return [line(head), `| ${head.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

/** Text that Markdown shows as it is: no markup, no HTML, no new cell or line. */
function inert(text: string): string {
  return plain(text).replace(/[\\`*_[\]<>|~#&!]/g, (character) => `\\${character}`);
}
