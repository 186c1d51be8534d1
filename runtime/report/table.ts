import { shorten } from './format.ts';
import { type ComparisonTable, comparisonTable, type TableRow } from './measures.ts';
import type { Report } from './report.ts';

const lineWidth = 120;
const longestName = 24;
const gap = '   ';

interface Column {
  readonly name: string;
  readonly cells: readonly { readonly text: string; readonly change: string }[];
  readonly textWidth: number;
  readonly changeWidth: number;
  readonly width: number;
}

/**
 * The comparison table as aligned text, at most 120 columns wide; models that do not fit beside one another follow in
 * further blocks, each with the reference as its first column. No colours, no trailing newline.
 */
export function formatTable(report: Report): string {
  const table = comparisonTable(report);
  const rows = table.groups.flatMap((group) => group.rows);
  const labelWidth = Math.max(...rows.map((row) => labelOf(row).length));
  const columns = table.models.map((name, index) => columnOf(name, rows, index));
  const reference = Math.max(0, table.models.indexOf(table.reference));
  const others = columns.filter((_, index) => index !== reference);
  const blocks = blocksOf(columns[reference]!, others, lineWidth - labelWidth);
  const text = blocks.map((block) => formatBlock(table, block, labelWidth)).join('\n\n');
  return others.length === 0 ? text : `${text}\n\n${legendOf(table)}`;
}

function blocksOf(reference: Column, others: readonly Column[], width: number): Column[][] {
  const blocks: Column[][] = [];
  let left = 0;
  for (const column of others) {
    const needed = gap.length + column.width;
    if (blocks.length === 0 || needed > left) {
      blocks.push([reference]);
      left = width - gap.length - reference.width;
    }
    blocks.at(-1)!.push(column);
    left -= needed;
  }
  return blocks.length > 0 ? blocks : [[reference]];
}

function formatBlock(table: ComparisonTable, columns: readonly Column[], labelWidth: number): string {
  const header = ' '.repeat(labelWidth) + columns.map(({ name, width }) => gap + name.padStart(width)).join('');
  const lines = [header.trimEnd()];
  let index = 0;
  for (const { heading, rows } of table.groups) {
    lines.push('', `${heading} ${'─'.repeat(Math.max(0, lengthOf(header) - heading.length - 1))}`);
    for (const row of rows) {
      const cells = columns.map(({ cells, textWidth, changeWidth, width }) => {
        const { text, change } = cells[index]!;
        const padded = changeWidth > 0 ? `${text.padStart(textWidth)}  ${change.padStart(changeWidth)}` : text;
        return gap + padded.padStart(width);
      });
      lines.push((labelOf(row).padEnd(labelWidth) + cells.join('')).trimEnd());
      index++;
    }
  }
  return lines.join('\n');
}

function columnOf(name: string, rows: readonly TableRow[], index: number): Column {
  const cells = rows.map((row) => row.cells[index]!);
  const textWidth = Math.max(...cells.map(({ text }) => text.length));
  const changeWidth = Math.max(...cells.map(({ change }) => change.length));
  const short = shorten(name, longestName);
  const contentWidth = changeWidth > 0 ? textWidth + 2 + changeWidth : textWidth;
  return { name: short, cells, textWidth, changeWidth, width: Math.max(lengthOf(short), contentWidth) };
}

function labelOf({ label, unit }: TableRow): string {
  return unit ? `${label}, ${unit}` : label;
}

/** Code points: what `padStart` counts as two, a terminal shows as one. */
function lengthOf(text: string): number {
  return Array.from(text).length;
}

export function legendOf({ reference }: Pick<ComparisonTable, 'reference'>): string {
  return `Against ${shorten(reference, longestName)}: ÷ times less, × times more, = the same within 0.5 %, + and − percentage points.`;
}
