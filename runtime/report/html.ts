import { detailsOf } from './details.ts';
import { figuresOf } from './figures.ts';
import { headlineOf, leadOf } from './headline.ts';
import { element, type Markup, styleSheet } from './markup.ts';
import { type ComparisonTable, comparisonTable } from './measures.ts';
import type { Report } from './report.ts';
import { css } from './style.ts';
import { legendOf } from './table.ts';
import { answerVerdicts, latencyVerdicts, notesOn, type VerdictTable } from './verdicts.ts';

/**
 * One self-contained page: no script, nothing fetched (its own policy forbids both), light and dark, for screens from
 * 360 pixels on, paper and screen readers. All text of the report is escaped. The same report gives the same bytes.
 */
export function renderHtml(report: Report): string {
  const figures = figuresOf(report);
  const page = element(
    'html',
    { lang: 'en' },
    element(
      'head',
      {},
      element('meta', { charset: 'utf-8' }),
      element('meta', {
        'http-equiv': 'Content-Security-Policy',
        content: "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
      }),
      element('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      element('meta', { name: 'color-scheme', content: 'light dark' }),
      element('link', { rel: 'icon', href: 'data:,' }),
      element('title', {}, report.title),
      styleSheet(css),
    ),
    element(
      'body',
      {},
      element(
        'main',
        {},
        header(report),
        section('comparison', 'Comparison', comparison(comparisonTable(report))),
        verdicts(report),
        figures.length > 0
          ? section('pictures', 'Pictures', element('div', { class: 'figures' }, ...figures))
          : undefined,
        section('details', 'Details', ...detailsOf(report)),
      ),
    ),
  );
  return `<!doctype html>\n${page.html}\n`;
}

function header(report: Report): Markup {
  const lead = leadOf(report);
  const sentences = headlineOf(report);
  return element(
    'header',
    {},
    element('p', { class: 'eyebrow' }, `Secateur report · ${report.createdAt.slice(0, 10)}`),
    element('h1', {}, report.title),
    lead ? element('p', { class: 'lead' }, lead) : undefined,
    sentences.length > 0
      ? element('ul', { class: 'findings' }, ...sentences.map((sentence) => element('li', {}, sentence)))
      : undefined,
    ...report.summary.map((sentence) => element('p', {}, sentence)),
  );
}

function section(id: string, heading: string, ...content: (Markup | undefined)[]): Markup {
  return element(
    'section',
    { 'aria-labelledby': `${id}-heading` },
    element('h2', { id: `${id}-heading` }, heading),
    ...content,
  );
}

function verdicts(report: Report): Markup | undefined {
  const tables = [
    ['Latency', 'Median latency by that of the model compared to; below 1 is faster', latencyVerdicts(report)],
    ['Answers', 'The same rows asked of both models', answerVerdicts(report)],
  ] as const;
  const notes = notesOn(report);
  const shown = tables.flatMap(([name, caption, table]) => (table ? [verdictTable(name, caption, table)] : []));
  if (shown.length + notes.length === 0) return undefined;
  return section(
    'verdicts',
    'Verdicts',
    ...shown,
    notes.length > 0 ? element('ul', { class: 'notes' }, ...notes.map((note) => element('li', {}, note))) : undefined,
  );
}

function verdictTable(name: string, caption: string, { head, rows }: VerdictTable): Markup {
  return element(
    'div',
    { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': `Verdicts: ${name}` },
    element(
      'table',
      { class: 'verdicts' },
      element('caption', {}, `${name}. ${caption}.`),
      element('thead', {}, element('tr', {}, ...head.map((title) => element('th', { scope: 'col' }, title)))),
      element(
        'tbody',
        {},
        ...rows.map(([first = '', ...cells]) =>
          element('tr', {}, element('th', { scope: 'row' }, first), ...cells.map((cell) => element('td', {}, cell))),
        ),
      ),
    ),
  );
}

function comparison(table: ComparisonTable): Markup {
  const reference = table.models.indexOf(table.reference);
  const head = element(
    'thead',
    {},
    element('tr', {}, element('td'), ...table.models.map((name) => element('th', { scope: 'col' }, name))),
  );
  const bodies = table.groups.map(({ heading, rows }) =>
    element(
      'tbody',
      {},
      element(
        'tr',
        { class: 'group' },
        element('th', { scope: 'rowgroup', colspan: table.models.length + 1 }, heading),
      ),
      ...rows.map(({ label, unit, cells }) =>
        element(
          'tr',
          {},
          element('th', { scope: 'row' }, label, unit ? element('span', { class: 'unit' }, ` ${unit}`) : undefined),
          ...cells.map(({ text, change }, index) =>
            // Empty where there is none, so that values stay in line.
            element('td', {}, text, index === reference ? undefined : element('span', { class: 'change' }, change)),
          ),
        ),
      ),
    ),
  );
  return element(
    'div',
    { class: 'scroll', role: 'region', tabindex: '0', 'aria-label': 'Comparison of the models' },
    element(
      'table',
      { class: 'comparison' },
      element('caption', {}, table.models.length > 1 ? legendOf(table) : 'What was measured'),
      head,
      ...bodies,
    ),
  );
}
