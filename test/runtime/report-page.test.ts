import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { latencyOf, parseReport, type Report, renderHtml } from '../../runtime/index.ts';
import { tickLabel } from '../../runtime/report/svg/picture.ts';
import { elementsOf } from '../support/elements.ts';
import { exampleReport } from '../support/example-report.ts';

const pictures = ['inclusion-map', 'trade-off', 'inclusion-order', 'latencies', 'floor-0', 'training'];

function picturesOf(page: string): string[] {
  return elementsOf(page).flatMap(({ name, attributes }) => (name === 'svg' ? (attributes['id'] ?? '') : []));
}

/** All of a page's drawing must be numbers: a degenerate scale would write NaN. */
function checkPage(page: string): void {
  const elements = elementsOf(page);
  for (const { attributes } of elements) {
    for (const [name, value] of Object.entries(attributes)) {
      if (name !== 'aria-label' && name !== 'content') expect(`${name}=${value}`).not.toMatch(/NaN|Infinity|undefined/);
    }
  }
  const ids = elements.flatMap(({ attributes }) => attributes['id'] ?? []);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { attributes } of elements) {
    for (const id of attributes['aria-labelledby']?.split(' ') ?? []) expect(ids).toContain(id);
  }
}

function regression(): Report {
  const report = exampleReport();
  const models = report.models.map(({ accuracy: _, agreementWithDense: __, ...model }, index) => ({
    ...model,
    rmse: 0.61 + 0.01 * index,
  }));
  return {
    ...report,
    models,
    inclusion: {
      inputs: { logOdds: [3, -2, 0.5], cut: 0, kept: 2, names: ['age', 'income', 'city=Oslo'] },
      layers: report.inclusion!.layers,
    },
    tradeOff: {
      measuredOn: 'validation',
      dense: { parameters: 900, rmse: 0.61 },
      cuts: [
        { parameters: 900, rmse: 0.62 },
        { parameters: 90, rmse: 0.65, chosen: true },
        { parameters: 9, rmse: 1.9 },
      ],
    },
    training: [
      {
        stage: 'posterior',
        epochs: [1, 2].map((epoch) => ({
          epoch,
          figures: { loss: -epoch },
          validation: { name: 'rmse', value: 1 / epoch },
        })),
      },
    ],
  };
}

describe('renderHtml', () => {
  test('says beside each measurement how calls arrived', () => {
    const report = exampleReport();
    const [model] = report.models;
    const [profile] = model!.profiles;
    const page = (more: object) =>
      renderHtml({ ...report, models: [{ ...model!, profiles: [{ ...profile!, ...more }] }] });
    expect(page({})).toContain('<td>stream</td>');
    expect(page({ scenario: 'offline=64' })).toContain('<td>offline=64</td>');
  });

  test('holds the headline, the table and every picture', () => {
    const page = renderHtml(exampleReport());
    checkPage(page);
    expect(picturesOf(page).sort()).toEqual([...pictures].sort());
    expect(page).toContain('15 times fewer parameters');
    expect(page).toContain('a tempered (cold) posterior');
    expect(page).toContain('5a'.repeat(32));
  });

  test('gives the same bytes for the same report, read back from JSON or not', () => {
    const report = exampleReport();
    const page = renderHtml(report);
    expect(renderHtml(parseReport(JSON.stringify(report), 'report.json'))).toBe(page);
  });

  test('has no script and fetches nothing', () => {
    const elements = elementsOf(renderHtml(exampleReport()));
    const names = new Set(elements.map(({ name }) => name));
    for (const name of ['script', 'img', 'iframe', 'object', 'embed', 'foreignObject', 'use', 'a', 'form']) {
      expect(names).not.toContain(name);
    }
    for (const { attributes } of elements) {
      expect(Object.keys(attributes).filter((name) => /^on|^src$|^style$/.test(name))).toEqual([]);
      if (attributes['href'] !== undefined) expect(attributes['href']).toBe('data:,');
    }
    expect(renderHtml(exampleReport())).not.toMatch(/url\(|@import/);
  });

  test('can be used by ear: named pictures, captions, scopes, one h1', () => {
    const elements = elementsOf(renderHtml(exampleReport()));
    const count = (name: string) => elements.filter((element) => element.name === name).length;
    expect(count('h1')).toBe(1);
    expect(count('figcaption')).toBe(count('figure'));
    expect(count('caption')).toBe(count('table'));
    for (const { name, attributes } of elements) {
      if (name === 'svg') expect(attributes['role']).toBe('img');
      if (name === 'th') expect(attributes['scope']).toMatch(/^(row|col|rowgroup)$/);
    }
    expect(count('desc')).toBe(count('svg'));
  });

  test('shows hostile text as text, wherever it comes from', () => {
    const attacks = [
      '</title></style></svg><script>alert(1)</script>',
      '"><img src=x onerror=alert(1)>',
      "' onload='alert(1)",
      '&lt;script&gt;<!--',
      ']]>\u0000\u001b\u202e\ud800',
    ];
    const plainElements = elementsOf(renderHtml(exampleReport())).map(({ name }) => name);
    for (const attack of attacks) {
      const page = renderHtml(withStrings(exampleReport(), (text) => `${text}${attack}`));
      checkPage(page);
      expect(elementsOf(page).map(({ name }) => name)).toEqual(plainElements);
      expect(page.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cs}\u202e]/u);
    }
  });

  test('stays well-formed for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
        const report = exampleReport();
        const [dense, mean, pruned] = report.models;
        const models = [dense!, mean!, { ...pruned!, name: text, file: text }];
        checkPage(renderHtml({ ...report, title: text, models, summary: [text] }));
      }),
      { numRuns: 15 },
    );
  });

  test('draws regression with named inputs, an error axis and negative losses', () => {
    const page = renderHtml(regression());
    checkPage(page);
    expect(picturesOf(page)).toContain('inclusion-list');
    expect(page).toContain('city=Oslo');
    expect(page).toContain('lower is better');
    expect(page).toContain('root mean squared error');
    expect(page).not.toContain('accuracy');
  });

  test('leaves out the pictures that it has no data for', () => {
    const { kind, schemaVersion, title, createdAt, environment, models } = exampleReport();
    const bare = models.map((model) => ({ ...model, profiles: [] }));
    const page = renderHtml({ kind, schemaVersion, title, createdAt, environment, models: bare, summary: [] });
    checkPage(page);
    expect(picturesOf(page)).toEqual([]);
    const empty = { ...exampleReport(), training: [], inclusion: { layers: [] }, floors: [] };
    const tradeOff = { measuredOn: 'test' as const, cuts: [] };
    expect(picturesOf(renderHtml({ ...empty, tradeOff }))).toEqual(['latencies']);
  });

  test.each<[string, (report: Report) => Partial<Report>]>([
    ['one epoch', ({ training }) => ({ training: training!.map((s) => ({ ...s, epochs: s.epochs.slice(0, 1) })) })],
    ['a stage without epochs', ({ training }) => ({ training: [{ stage: 'none', epochs: [] }, ...training!] })],
    ['one cut, no dense', () => ({ tradeOff: { measuredOn: 'test', cuts: [{ parameters: 7, accuracy: 1 }] } })],
    [
      'cuts that are all right or all wrong',
      () => ({
        tradeOff: {
          measuredOn: 'test',
          cuts: [
            { parameters: 1, accuracy: 0 },
            { parameters: 1, accuracy: 1, chosen: true },
          ],
        },
      }),
    ],
    ['everything kept', () => ({ inclusion: inclusionOf(() => 30, -40) })],
    ['nothing above the cut', () => ({ inclusion: inclusionOf(() => -30, 40) })],
    ['equal log-odds on the cut', () => ({ inclusion: inclusionOf(() => 0, 0) })],
    ['enormous log-odds', () => ({ inclusion: inclusionOf((index) => (index % 2 ? 1e300 : -1e300), 0) })],
    ['no samples', ({ models }) => ({ models: models.map((model) => withSamples(model, [[], []])) })],
    ['one sample', ({ models }) => ({ models: models.map((model) => withSamples(model, [[0.02]])) })],
    ['samples of zero', ({ models }) => ({ models: models.map((model) => withSamples(model, [[0, 0, 0]])) })],
    ['one model', ({ models }) => ({ models: models.slice(0, 1), comparisons: [] })],
    ['two models of one name', ({ models }) => ({ models: [models[0]!, models[2]!, models[2]!] })],
  ])('draws %s', (_, change) => {
    const report = exampleReport();
    const page = renderHtml({ ...report, ...change(report) });
    checkPage(page);
    expect(picturesOf(page).sort()).toEqual([...pictures].sort());
  });

  test('merges channels and the pixels of large images by their maximum', () => {
    const image = { height: 300, width: 200, channels: 3 };
    const logOdds = Array.from({ length: 180_000 }, (_, index) => (index === 90_001 ? 5 : -9));
    const page = renderHtml({
      ...exampleReport(),
      inclusion: { inputs: { logOdds, cut: 0, kept: 1, image }, layers: [] },
    });
    const contour = elementsOf(page).find(({ attributes }) => attributes['class'] === 'contour');
    // One cell is kept: a border of four edges.
    expect(contour!.attributes['d']!.match(/M/g)).toHaveLength(4);
    expect(page.length).toBeLessThan(300_000);
  });
});

function inclusionOf(logOdds: (index: number) => number, cut: number): NonNullable<Report['inclusion']> {
  const group = (size: number) => ({
    logOdds: Array.from({ length: size }, (_, index) => logOdds(index)),
    cut,
    kept: 1,
  });
  return { inputs: { ...group(12), image: { height: 3, width: 4, channels: 1 } }, layers: [group(5), group(1)] };
}

function withSamples(model: Report['models'][number], samples: number[][]): Report['models'][number] {
  const isEmpty = samples.flat().length === 0;
  const profiles = model.profiles.map((profile) => ({
    ...profile,
    latencyMs: isEmpty ? { ...profile.latencyMs, samples } : latencyOf(samples, { replicates: 5 }),
  }));
  return { ...model, profiles };
}

/** `change` applied to all text that a report's reader lets through unchecked. */
function withStrings(report: Report, change: (text: string) => string): Report {
  const fixed = new Set(['kind', 'provider', 'verdict', 'measuredOn']);
  const text = JSON.stringify(report, (key, value) =>
    // Names of the reference and of the measure steer what is drawn, not only how it is called.
    typeof value === 'string' && !fixed.has(key) && !['dense', 'accuracy'].includes(value) ? change(value) : value,
  );
  return JSON.parse(text);
}

test('round numbers on an axis are short, and those of a narrow range apart', () => {
  expect([100.2, 100.4, 1005, -4, 0.05, 20_000, 3.4e6].map(tickLabel)).toEqual([
    ...['100.2', '100.4', '1,005', '−4', '0.05', '20k', '3.4M'],
  ]);
});
