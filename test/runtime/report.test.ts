import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSecateurError } from '../../core/index.ts';
import { compareModels, parseReport, type Report } from '../../runtime/index.ts';
import { exampleReport } from '../support/example-report.ts';

/** The message of the FORMAT_INVALID error that `text` must cause. */
function faultIn(text: string): string {
  try {
    parseReport(text, 'out/report.json');
  } catch (error) {
    if (!isSecateurError(error)) throw error;
    expect(error.code).toBe('FORMAT_INVALID');
    expect(error.message).toContain('out/report.json');
    return error.message;
  }
  throw new Error('parseReport accepted it');
}

const faultOf = (report: unknown) => faultIn(JSON.stringify(report));

describe('parseReport', () => {
  test('gives back what was written', () => {
    const report = exampleReport();
    expect(parseReport(JSON.stringify(report), 'report.json')).toEqual(report);
  });

  test('reads a report of nothing but one unprofiled model', () => {
    const { kind, schemaVersion, title, createdAt, environment, models } = exampleReport();
    const { name, file, sizeBytes, gzipBytes } = models[0]!;
    const model = { name, file, sizeBytes, gzipBytes, profiles: [] };
    const least: Report = { kind, schemaVersion, title, createdAt, environment, models: [model], summary: [] };
    expect(parseReport(JSON.stringify(least), 'report.json')).toEqual(least);
  });

  test('says that text is not JSON', () => {
    for (const text of ['', '{"kind": "secateur-report",', '<html>', '\u0000\u0001']) {
      expect(faultIn(text)).toContain('is not JSON');
    }
  });

  test('says that JSON is another tool’s', () => {
    for (const value of [null, 3, 'report', [], [exampleReport()], {}, { schemaVersion: 1, models: [] }]) {
      expect(faultOf(value)).toContain('no Secateur report');
    }
  });

  test('names a newer version and the remedy', () => {
    const message = faultOf({ ...exampleReport(), schemaVersion: 2, brandNew: true });
    expect(message).toContain('schemaVersion 2');
    expect(message).toContain('npm install');
  });

  test('names the field that is wrong', () => {
    const report = exampleReport();
    const [dense, ...others] = report.models;
    const [first] = dense!.profiles;
    const latencyMs = { ...first!.latencyMs, samples: [[1, 'slow']] };
    expect(faultOf({ ...report, models: [{ ...dense, accuracy: 98.2 }, ...others] })).toContain('models.0.accuracy');
    expect(faultOf({ ...report, models: [] })).toContain('models');
    expect(faultOf({ ...report, models: [{ ...dense, profiles: [{ ...first, latencyMs }] }] })).toContain(
      'models.0.profiles.0.latencyMs.samples.0.1',
    );
  });

  test('refuses pixels and names that do not belong to the inputs', () => {
    const report = exampleReport();
    const inputs = { ...report.inclusion!.inputs!, image: { height: 28, width: 27, channels: 1 } };
    expect(faultOf({ ...report, inclusion: { ...report.inclusion, inputs } })).toContain('28 x 27 x 1');
    const { logOdds, cut, kept } = inputs;
    const named = { logOdds, cut, kept, names: ['only one'] };
    expect(faultOf({ ...report, inclusion: { ...report.inclusion, inputs: named } })).toContain('names');
  });

  test('throws nothing but typed errors, whatever the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...Object.keys(exampleReport())), (value, field) => {
        try {
          parseReport(JSON.stringify({ ...exampleReport(), [field]: value }), 'report.json');
        } catch (error) {
          expect(isSecateurError(error)).toBe(true);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('compareModels', () => {
  test('compares every model with dense on each provider both have', () => {
    const { models } = exampleReport();
    const [dense, mean, pruned] = models;
    const onNodeOnly = { ...pruned!, profiles: pruned!.profiles.slice(0, 1) };
    const found = compareModels([mean!, dense!, onNodeOnly]);
    expect(found.map(({ before, after }) => [before.name, after.name, after.provider])).toEqual([
      ['dense', 'posterior-mean', 'node-cpu'],
      ['dense', 'posterior-mean', 'web-wasm'],
      ['dense', 'pruned', 'node-cpu'],
    ]);
    expect(found[2]!.verdict).toBe('faster');
  });

  test('leaves out profiles without samples', () => {
    const [dense, , pruned] = exampleReport().models;
    const profiles = pruned!.profiles.map((profile) => ({
      ...profile,
      latencyMs: { ...profile.latencyMs, samples: [[]] },
    }));
    expect(compareModels([dense!, { ...pruned!, profiles }])).toEqual([]);
  });
});
