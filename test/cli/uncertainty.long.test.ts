import { beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

beforeAll(async () => {
  for (const [name, target] of [
    ['labels', 'label'],
    ['values', 'value'],
  ] as const) {
    await folder.write(`${name}.csv`, table(target));
    const common = ['--epochs', '30', '--target', target, '--network', `6-12-8-${target === 'label' ? 2 : 1}`];
    await secateurJson('train', folder.at(`${name}.csv`), '-o', folder.at(`${name}.safetensors`), ...common);
  }
});

const exportTo = (name: string, from: string, ...options: string[]) =>
  secateurJson<Readonly<Record<string, unknown>>>(
    'export',
    folder.at(`${from}.safetensors`),
    '-o',
    folder.at(name),
    ...options,
  );
const run = (name: string, from: string, ...options: string[]) =>
  secateurJson<readonly Readonly<Record<string, number>>[]>(
    'run',
    folder.at(name),
    '--input',
    folder.at(`${from}.csv`),
    ...options,
  );

describe('export --predictive', () => {
  test.each(['mean', 'samples=8', 'moments'])('and run say how uncertain answers are (%s)', async (how) => {
    await exportTo('l.onnx', 'labels', '--predictive', how);
    const [label] = await run('l.onnx', 'labels');
    const isCertain = how === 'mean';
    expect(Object.keys(label!)).toEqual([
      'prediction',
      'probability',
      'entropy',
      ...(isCertain ? [] : ['mutualInformation']),
    ]);
    await exportTo('v.onnx', 'values', '--predictive', how);
    const values = await run('v.onnx', 'values');
    const titles = ['prediction', 'stdDev', ...(isCertain ? [] : ['modelStdDev']), 'lower', 'upper'];
    expect(Object.keys(values[0]!)).toEqual(titles);
    for (const { prediction, stdDev, modelStdDev = 0, lower, upper } of values) {
      expect(upper! - lower!).toBeCloseTo(2 * 1.959964 * stdDev!, 2);
      expect(lower! < prediction! && prediction! < upper! && modelStdDev <= stdDev!).toBe(true);
    }
  });

  test('needs a cut, and cannot be had with widths or codes', async () => {
    const source = folder.at('labels.safetensors');
    const asked = (...options: string[]) => secateur('export', source, '-o', folder.at('no.onnx'), ...options);
    expectRefusal(await asked('--predictive', 'moments', '--dense'), 3, /Cut it first/);
    expectRefusal(await asked('--predictive', 'draws'), 2, /samples=16/);
    expectRefusal(await asked('--predictive', 'moments', '--adjustable'), 2, /--adjustable/);
    expectRefusal(await asked('--predictive', 'moments', '--weights', 'int8'), 2, /float32/);
  });
});

test('export --data reports calibration before and after the cut', async () => {
  const data = (name: string, target: string) => ['--data', folder.at(`${name}.csv`), '--target', target];
  const { calibration } = await exportTo('l.onnx', 'labels', ...data('labels', 'label'));
  const ofLabels = {
    kind: 'classification',
    expectedCalibrationError: expect.any(Number),
    negativeLogLikelihood: expect.any(Number),
    brier: expect.any(Number),
  };
  expect(calibration).toEqual({ measuredOn: 'test', rows: 32, before: ofLabels, after: ofLabels });
  const values = await exportTo('v.onnx', 'values', ...data('values', 'value'));
  const coverage = [0.5, 0.9, 0.95].map((level) => ({ level, share: expect.any(Number) }));
  expect(values['calibration']).toMatchObject({ before: { coverage }, after: { coverage } });
});

describe('export --adjustable', () => {
  test('records what each width is worth, and run takes any of them', async () => {
    const tuning = ['--fine-tune', folder.at('labels.csv'), '--target', 'label', '--fine-tune-epochs', '5'];
    for (const by of ['load', 'input']) {
      const { widths } = await exportTo('w.onnx', 'labels', '--adjustable', by, '--widths', '0.3,0.6', ...tuning);
      const validation = { name: 'accuracy', value: expect.any(Number) };
      expect(widths).toEqual([0.3, 0.6, 1].map((width) => ({ width, validation })));
      const [whole, half] = [await run('w.onnx', 'labels'), await run('w.onnx', 'labels', '--width', '0.5')];
      expect(half).toHaveLength(whole.length);
      expect(half).not.toEqual(whole);
    }
  });

  test('refuses widths that are none, and a width where there is only one', async () => {
    const source = folder.at('labels.safetensors');
    const asked = (...options: string[]) => secateur('export', source, '-o', folder.at('no.onnx'), ...options);
    expectRefusal(await asked('--adjustable', '--widths', '0.5,2'), 2, /at most 1/);
    expectRefusal(await asked('--widths', '0.5'), 2, /--adjustable/);
    await exportTo('one.onnx', 'labels');
    const ran = await secateur('run', folder.at('one.onnx'), '--input', folder.at('labels.csv'), '--width', '0.5');
    expectRefusal(ran, 2, /only one width/);
  });
});
