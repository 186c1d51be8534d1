import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { messageOf } from '../../core/index.ts';
import {
  compareProfiles,
  formatTable,
  parseReport,
  type Report,
  renderHtml,
  renderMarkdown,
} from '../../runtime/index.ts';
import { exampleReport } from '../support/example-report.ts';
import { schemaFault } from '../support/report-schema.ts';

const folder = fileURLToPath(new URL('../../../test/fixtures/reports/', import.meta.url));
/** Written by earlier commits, with their first thirty latencies of each round. */
const earlier = readdirSync(folder).map((name) => ({ name, text: readFileSync(`${folder}${name}`, 'utf8') }));

describe('reports of earlier versions', () => {
  test.each(earlier)('load, validate, and are drawn and compared: $name', ({ name, text }) => {
    const report = parseReport(text, name);
    expect(schemaFault(JSON.parse(text))).toBeUndefined();
    expect(renderHtml(report)).toContain('</html>');
    expect(renderMarkdown(report)).toContain(report.models[0]!.name);
    expect(formatTable(report)).toContain(report.models[0]!.name);
    const [profile] = report.models[0]!.profiles;
    const [recent] = exampleReport().models[0]!.profiles;
    const { p50Ratio } = compareProfiles(profile!, recent!);
    expect(p50Ratio).toBeGreaterThan(0);
  });
});

describe('the published schema', () => {
  test('takes what we write', () => {
    expect(schemaFault(JSON.parse(JSON.stringify(exampleReport())))).toBeUndefined();
  });

  test('and our own reader refuse the same faults', () => {
    const report = JSON.parse(JSON.stringify(exampleReport())) as Report;
    const places = pathsOf(report);
    const isRefused = (broken: unknown) => {
      try {
        parseReport(JSON.stringify(broken), 'report.json');
        return false;
      } catch (error) {
        // That two fields do not belong together is more than a schema can say.
        return !/log-odds/.test(messageOf(error));
      }
    };
    let refused = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...places),
        fc.constantFrom('gone', 'text', 'negative', 'unknown field'),
        (path, fault) => {
          const broken = spoilt(report, path, fault);
          const byUs = isRefused(broken);
          expect({ path, fault, refused: schemaFault(broken) !== undefined }).toEqual({ path, fault, refused: byUs });
          if (byUs) refused++;
        },
      ),
      { numRuns: 150, seed: 7 },
    );
    expect(refused).toBeGreaterThan(75);
  });
});

type Path = readonly (string | number)[];

/** Where anything is in a report, of lists only what comes first. */
function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.slice(0, 1).entries()] : Object.entries(value);
  return [...(path.length > 0 ? [path] : []), ...entries.flatMap(([key, each]) => pathsOf(each, [...path, key]))];
}

function spoilt(report: Report, path: Path, fault: string): unknown {
  const copy = structuredClone(report) as unknown as Record<string | number, unknown>;
  const parent = path.slice(0, -1).reduce<Record<string | number, unknown>>((at, key) => at[key] as never, copy);
  const key = path.at(-1)!;
  if (fault === 'gone') {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  } else if (fault === 'text') parent[key] = 'a word';
  else if (fault === 'negative') parent[key] = -1;
  else if (typeof parent[key] === 'object' && !Array.isArray(parent[key])) {
    parent[key] = { ...(parent[key] as object), surprise: 1 };
  }
  return copy;
}
