import { describe, expect, test } from '@jest/globals';
import { formatTable, type Report, renderMarkdown } from '../../runtime/index.ts';
import { exampleReport } from '../support/example-report.ts';

const hostile = 'evil\u001b[2J|`<b>\n# \u202ename';

function withModels(count: number, name = (index: number) => `model number ${index}`): Report {
  const report = exampleReport();
  const [dense, , pruned] = report.models;
  const others = Array.from({ length: count }, (_, index) => ({ ...pruned!, name: name(index) }));
  return { ...report, models: [dense!, ...others] };
}

function lineOf(table: string, label: string): string {
  const line = table.split('\n').find((candidate) => candidate.startsWith(label));
  if (line === undefined) throw new Error(`no line ${label}`);
  return line;
}

describe('formatTable', () => {
  test('lists every measure with its ratio to dense', () => {
    const table = formatTable(exampleReport());
    expect(lineOf(table, 'Parameters')).toMatch(/266,610 +266,610 += +17,751 +÷15$/);
    expect(lineOf(table, 'Test accuracy, %')).toMatch(/98\.26 +98\.17 +−0\.09 +97\.94 +−0\.32$/);
    for (const label of ['Multiply-acc', 'File, kB', 'File, gzipped', 'Same label', 'Largest diff', 'Peak memory']) {
      expect(lineOf(table, label)).toBeDefined();
    }
    for (const label of ['p50', 'p90', 'p99'].map((percentile) => `Latency ${percentile}, ms`)) {
      expect(table.split(label)).toHaveLength(3);
    }
    for (const phase of ['load', 'create', 'first run', 'total']) {
      expect(table.split(`Cold start: ${phase}, ms`)).toHaveLength(3);
    }
  });

  test('ends every column at the same place', () => {
    const lines = formatTable(exampleReport()).split('\n');
    const end = lines[0]!.length;
    const rules = lines.filter((line) => line.includes('──'));
    expect(rules).toHaveLength(4);
    for (const rule of rules) expect(rule).toHaveLength(end);
    expect(lineOf(lines.join('\n'), 'Parameters')).toHaveLength(end);
    expect(lineOf(lines.join('\n'), 'Latency p50')).toHaveLength(end);
    // The values of dense, which has no ratios, end below its name.
    const denseEnd = lines[0]!.indexOf('dense') + 'dense'.length;
    for (const line of lines.slice(2, -2).filter((line) => line !== '' && !line.includes('──'))) {
      expect(line.slice(0, denseEnd)).toMatch(/\d$/);
      expect(line[denseEnd] ?? ' ').toBe(' ');
    }
  });

  test.each([1, 2, 4, 9])('stays within 120 columns with %i models beside dense', (count) => {
    const table = formatTable(withModels(count));
    for (const line of table.split('\n')) expect(Array.from(line).length).toBeLessThanOrEqual(120);
    for (let index = 0; index < count; index++) expect(table).toContain(`model number ${index}`);
  });

  test('repeats dense in every block', () => {
    const table = formatTable(withModels(9));
    const blocks = table.split('\n').filter((line) => line.trimStart().startsWith('dense'));
    expect(blocks.length).toBeGreaterThan(1);
  });

  test('cannot be steered by a model’s name', () => {
    const table = formatTable(withModels(1, () => `${hostile}${'x'.repeat(500)}`));
    expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    for (const line of table.split('\n')) expect(Array.from(line).length).toBeLessThanOrEqual(120);
  });

  test('leaves out what no model has and marks what one lacks', () => {
    const report = exampleReport();
    const [dense, mean, pruned] = report.models;
    const { accuracy: _, macs: __, ...rest } = pruned!;
    const table = formatTable({ ...report, models: [dense!, mean!, { ...rest, rmse: 0.5, profiles: [] }] });
    expect(lineOf(table, 'Multiply-accumulates')).toMatch(/–/);
    expect(lineOf(table, 'Test RMSE')).toMatch(/– +– +0\.5/);
    const alone = formatTable({ ...report, models: [{ ...dense!, profiles: [] }] });
    expect(alone).not.toMatch(/RMSE|Latency|Against/);
  });

  test('shows a model of zero parameters and zero time without a ratio', () => {
    const report = exampleReport();
    const [dense, , pruned] = report.models;
    const table = formatTable({ ...report, models: [dense!, { ...pruned!, parameters: 0, macs: 0 }] });
    expect(table).not.toMatch(/NaN|Infinity/);
  });
});

describe('renderMarkdown', () => {
  test('says what a call was, where it was more than one row or had to wait', () => {
    const report = exampleReport();
    const withProfiles = (more: object) =>
      renderMarkdown({
        ...report,
        models: report.models.map((model) => ({
          ...model,
          profiles: model.profiles.map((profile) => ({ ...profile, ...more })),
        })),
      });
    expect(withProfiles({})).toMatch(/one answer takes [\d.]+ ms instead of [\d.]+ ms \(medians\)/);
    const batches = { scenario: 'offline=64', throughput: { rowsPerSecond: 1000, rowsPerCall: 64 } };
    expect(withProfiles(batches)).toMatch(/a call of 64 rows takes [\d.]+ ms instead/);
    expect(withProfiles({ scenario: 'rate=200/s' })).toMatch(/one answer takes [\d.]+ ms .* at 200\/s \(medians\)/);
  });

  /** The cells of each row, table by table. */
  const tablesOf = (text: string) =>
    text
      .split('\n\n')
      .map((part) => part.split('\n').filter((line) => line.startsWith('|')))
      .filter((rows) => rows.length > 0)
      .map((rows) => rows.map((row) => row.split(/(?<!\\)\|/)));

  test('is a headline and tables whose rows have the same number of cells', () => {
    const text = renderMarkdown(exampleReport());
    expect(text).toContain('15 times fewer parameters');
    expect(text).toMatch(/2\.\d+ times faster \(95 % interval 2\.\d+ to \d\.\d+\)/);
    const tables = tablesOf(text);
    expect(tables[0]!.length).toBeGreaterThan(20);
    expect(tables[0]![0]).toHaveLength(6);
    for (const [head, ...rows] of tables) for (const row of rows) expect(row).toHaveLength(head!.length);
  });

  test('keeps hostile names in their cell and as text', () => {
    const report = withModels(1, () => hostile);
    const text = renderMarkdown({ ...report, title: hostile, summary: ['![x](javascript:1)'] });
    const tables = tablesOf(text);
    expect(tables[0]![0]).toHaveLength(5);
    for (const [head, ...rows] of tables) for (const row of rows) expect(row).toHaveLength(head!.length);
    expect(text).not.toMatch(/(?<!\\)<|(?<!\\)!\[|\n# |\u202e/);
  });

  test('does not claim a speed that was not told apart', () => {
    const report = exampleReport();
    const comparisons = report.comparisons!.map((comparison) => ({
      ...comparison,
      verdict: 'cannot tell' as const,
      p50RatioInterval: [0.9, 1.1] as const,
    }));
    const text = renderMarkdown({ ...report, comparisons });
    expect(text).toContain('cannot be told');
    expect(text).not.toContain('times faster');
    expect(renderMarkdown({ ...report, comparisons: [] })).toContain('no interval was computed');
  });
});
