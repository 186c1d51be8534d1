import { beforeAll, describe, expect, test } from '@jest/globals';
import type { ShrinkRehearsal } from '../../api/commands.ts';
import type { ShrinkReport } from '../../api/index.ts';
import type { Figure } from '../../exporter/index.ts';
import { columnNames, foreignCase, madeUpTable } from '../support/foreign-case.ts';
import { recordedOf, recordedReport } from '../support/recorded-report.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';

const folder = temporaryFolder();
let model = '';
let data = '';

beforeAll(async () => {
  const dataset = await madeUpTable(['1', '2', '3']);
  const { bytes } = await foreignCase(dataset, { inputs: 'by-name', answers: 'label' });
  model = await folder.write('model.onnx', bytes);
  const width = columnNames.length;
  const lines = Array.from(dataset.targets, (target, row) =>
    [...dataset.rows.subarray(row * width, (row + 1) * width), target + 1].join(),
  );
  data = await folder.write('rows.csv', [`${columnNames.join()},class`, ...lines].join('\n'));
});

describe('secateur shrink', () => {
  test('writes a smaller model and says what it cost, and cuts what it saved again', async () => {
    const small = folder.at('small.onnx');
    const saved = folder.at('model.safetensors');
    const training = ['--target', 'class', '--epochs', '20', '--fine-tune-epochs', '20'];
    const outcome = await secateur(
      'shrink',
      model,
      '--data',
      data,
      ...training,
      '--budget',
      '2.5kB',
      '-o',
      small,
      '--save-posterior',
      saved,
    );
    expect(outcome.exitCode).toBe(0);
    expect(outcome.stdout).toMatch(/^Accuracy +\d+\.\d\d % -> \d+\.\d\d % on 120 test rows/m);
    expect(outcome.stdout).toMatch(
      /^Confidence +with 95 % confidence the accuracy (falls by at most|rises by at least)/m,
    );
    expect(outcome.stdout).toMatch(/^Proof +put back uncut/m);
    expect((await folder.read('small.onnx')).length).toBeLessThanOrEqual(2500);

    const again = folder.at('again.onnx');
    const report = await secateurJson<ShrinkReport>(
      'shrink',
      model,
      '--posterior',
      saved,
      '--budget',
      'params<120',
      '-o',
      again,
    );
    expect(report.network!.after.parameters).toBeLessThanOrEqual(120);
    expect((await folder.read('again.onnx')).length).toBe(report.file.after.sizeBytes);

    const packed = folder.at('packed');
    const recorded = await folder.write('desk.json', JSON.stringify(recordedOf(await folder.read('again.onnx'))));
    const cut = ['shrink', model, '--posterior', saved, '--budget', 'params<120', '--package', packed];
    await secateurJson(...cut, '--profile', recorded);
    expect(await folder.read('packed/model.onnx')).toEqual(await folder.read('again.onnx'));
    expect(String(await folder.read('packed/card.md'))).toMatch(/^\| Example CPU \|/m);
    expect(String(await folder.read('packed/card.json'))).toContain('"inclusionHistogram"');
    expect((await secateur('verify', packed)).exitCode).toBe(0);
    const inPlace = ['shrink', folder.at('packed/model.onnx'), '--data-free', '--budget', 'params<50'];
    expectRefusal(await secateur(...inPlace, '--package', packed), 2, /packed: holds model\.onnx, which would be read/);
  });

  test('keeps a latency that is predicted for a recorded device', async () => {
    const profile = await folder.write(
      'phone.json',
      JSON.stringify(recordedReport({ overheadMs: 0.01, macsPerMs: 1000 })),
    );
    const report = await secateurJson<ShrinkReport>(
      ...['shrink', model, '--data-free', '--budget', 'p50<120us', '--device-profile', profile, '--weights', 'int4'],
      ...['-o', folder.at('phone.onnx')],
    );
    const [{ predicted }] = report.budget as [Figure];
    expect(predicted!.ms).toBeCloseTo(0.01 + report.file.after.macs! / 1000, 4);
    expect(predicted!.ms).toBeLessThanOrEqual(0.12);
    expect(report.why).toMatch(/predicted, not measured: p50/);
  });

  test('says what it would do, what is within reach and how long it takes, and writes nothing', async () => {
    const before = await folder.list();
    const asked = ['shrink', model, '--data', data, '--target', 'class', '--epochs', '7', '--fine-tune-epochs', '9'];
    const dry = await secateurJson<ShrinkRehearsal>(...asked, '--budget', '2.5kB,macs<1', '--dry-run');
    expect(dry).toMatchObject({ way: 'fit', limits: [{ quantity: 'bytes' }, { quantity: 'macs', most: 1 }] });
    const [bytes, macs] = dry.limits;
    expect(bytes!.least).toBe(dry.least!.sizeBytes);
    expect(bytes!.least).toBeLessThan(2500);
    expect(macs!.least).toBeGreaterThan(1);
    const [{ levels, trainings }] = dry.parts as [ShrinkRehearsal['parts'][number]];
    expect(levels.map(({ size }) => size)).toEqual([8, 24, 16]);
    expect(trainings.map(({ epochs, times }) => [epochs, times])).toEqual([
      [7, 1],
      [7, 1],
      [9, 2],
    ]);
    expect(dry.expectedMs).toBeGreaterThan(0);
    const { stdout } = await secateur('shrink', model, '--data-free', '--budget', '100B', '--dry-run');
    expect(stdout).toMatch(/^Budget +bytes<100: out of reach$/m);
    expect(stdout).toMatch(/^Not foreseen +what the cut will cost in accuracy/m);
    expect(await folder.list()).toEqual(before);
    expectRefusal(await secateur('shrink', model, '--data-free', '--dry-run'), 2, /need a budget/);
  });

  test('measures before it begins whether a latency is within reach', async () => {
    const budget = ['--budget', 'p50<0.001us,p90<1000s'];
    const { stdout } = await secateur('shrink', model, '--data-free', ...budget, '--dry-run');
    expect(stdout).toMatch(/p50<0\.000001ms: out of reach, measured now: .* as it is, .* the least$/m);
    expect(stdout).toMatch(/p90<1000000ms: the model keeps it as it is$/m);
  });

  test.each<[string, readonly string[], number, RegExp]>([
    ['two places', ['--data-free', '--budget', '1kB', '--package', 'both'], 2, /exclude each other/],
    ['figures of devices for a file', ['--data-free', '--budget', '1kB', '--profile', 'cpu'], 2, /card of a --package/],
    ['a device without a budget', ['--data-free', '--device-profile', 'phone.json'], 2, /only read by a --budget/],
    [
      'several parts and one posterior',
      ['--data-free', '--budget', '1kB', '--bodies', 'all', '--save-posterior', folder.at('none.safetensors')],
      2,
      /--save-posterior is about the largest part .* --bodies 1/,
    ],
    ['no data', ['--budget', '2kB'], 2, /--data-free/],
    ['a budget that cannot be read', ['--data-free', '--budget', '12000'], 2, /Cannot read the budget '12000'/],
    [
      'a budget out of reach',
      ['--data-free', '--budget', '100B'],
      2,
      /the least that these cuts reach is bytes<\d+.*--lean/,
    ],
    ['bits by a precision that nobody knows', ['--data-free', '--budget', '1kB', '--weights', 'auto'], 2, /auto/],
    ['what it cannot do', ['--data-free', '--budget', '1kB', '--activations', 'dynamic'], 2, /--activations/],
    [
      'a scale of pixels that cannot be read',
      ['--data-free', '--pixel-scale', '1', '--budget', '1kB'],
      2,
      /pixel scale '1'/,
    ],
  ])('refuses %s, and writes nothing', async (_, args, exitCode, message) => {
    expectRefusal(await secateur('shrink', model, ...args, '-o', folder.at('none.onnx')), exitCode, message);
    expect(await folder.list()).not.toContain('none.onnx');
  });

  test('refuses to write over the model', async () => {
    expectRefusal(
      await secateur('shrink', model, '--data-free', '--budget', '1kB', '-o', model),
      2,
      /is the file that would be read/,
    );
  });
});
