import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseTradeOff } from '../../api/commands.ts';
import type { Guarantee, RoundingGain, TradeOffCurve } from '../../api/index.ts';
import { randomStream } from '../../core/index.ts';
import type { Figure } from '../../exporter/index.ts';
import { recordedReport } from '../support/recorded-report.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';

const folder = temporaryFolder();

interface Exported {
  readonly budget: string;
  readonly figures: readonly { readonly quantity: string; readonly value: number }[];
  readonly after: {
    readonly parameters: number;
    readonly macs: number;
    readonly sizeBytes: number;
    readonly network: string;
  };
}

beforeAll(async () => {
  const random = randomStream(5, 'budget table');
  const lines = Array.from({ length: 300 }, () => {
    const cells = Array.from({ length: 6 }, () => random.normal());
    return [...cells.map((cell) => cell.toFixed(3)), cells[0]! + cells[1]! > 0 ? 'yes' : 'no'].join(',');
  });
  await folder.write('data.csv', `a,b,c,d,e,f,label\n${lines.join('\n')}\n`);
  const train = ['train', folder.at('data.csv'), '--network', '6-12-2', '--epochs', '60', '--quiet'];
  expect((await secateur(...train, '-o', folder.at('p.safetensors'))).exitCode).toBe(0);
  expect(
    (await secateur(...train, '--seed', '1', '--epochs', '1', '-o', folder.at('other.safetensors'))).exitCode,
  ).toBe(0);
  const curve = ['tradeoff', folder.at('p.safetensors'), '--data', folder.at('data.csv'), '--cuts', '12'];
  expect((await secateur(...curve, '-o', folder.at('curve.json'))).exitCode).toBe(0);
});

test('export --measure-rounding compares with the same cut unrounded', async () => {
  const { rounding, after } = await secateurJson<Exported & { readonly rounding: RoundingGain }>(
    ...['export', folder.at('p.safetensors'), '--rule', 'top=7', '--round', '4', '--measure-rounding'],
    ...['-o', folder.at('rounded.onnx')],
  );
  expect(after.network).toMatch(/-(4|8|12)-2$/);
  expect(rounding.unrounded.parameters).toBeLessThan(after.parameters);
  expect(rounding.latency.p50Ratio).toBeGreaterThan(0);
  expect(['faster', 'slower', 'cannot tell']).toContain(rounding.latency.verdict);
  const idle = await secateur('export', folder.at('p.safetensors'), '--measure-rounding', '-o', folder.at('x.onnx'));
  expectRefusal(idle, 2, /--round/);
});

const exportTo = (name: string, ...options: string[]) =>
  secateurJson<Exported>('export', folder.at('p.safetensors'), '-o', folder.at(name), ...options);

describe('export --budget', () => {
  test('writes a file of at most so many bytes, the largest there is', async () => {
    const { figures, after } = await exportTo('bytes.onnx', '--budget', '2200B');
    const bytes = (await folder.read('bytes.onnx')).length;
    expect(bytes).toBeLessThanOrEqual(2200);
    expect(figures).toEqual([{ quantity: 'bytes', most: 2200, value: bytes }]);
    const larger = await exportTo('larger.onnx', '--budget', '2400B');
    expect(larger.after.parameters).toBeGreaterThan(after.parameters);
  });

  test('keeps an accuracy with the smallest network, which data is needed for', async () => {
    const asked = ['--budget', 'accuracy>-3%'];
    const { figures, after } = await exportTo('accurate.onnx', ...asked, '--data', folder.at('data.csv'));
    expect(figures[0]!.value).toBeLessThanOrEqual(0.03);
    expect(after.parameters).toBeLessThan(40);
    const without = await secateur('export', folder.at('p.safetensors'), '-o', folder.at('x.onnx'), ...asked);
    expectRefusal(without, 2, /needs the data .* --data/);
  });

  test('measures a latency', async () => {
    const { figures } = await exportTo('fast.onnx', '--budget', 'p50<1s');
    expect(figures[0]!.value).toBeGreaterThan(0);
  });

  test('predicts a latency for a device that was recorded, and says so wherever it says the budget', async () => {
    await folder.write('phone.json', JSON.stringify(recordedReport({ overheadMs: 0.02, macsPerMs: 100 })));
    // 12 units have 96 multiply-accumulates, which take .96 ms; p99 is twice that.
    const asked = ['--budget', 'p99<1ms', '--device-profile', folder.at('phone.json')];
    const { figures, after } = await exportTo('phone.onnx', ...asked);
    const [{ quantity, value, predicted }] = figures as unknown as [Figure];
    expect(quantity).toBe('p99');
    expect(value).toBeLessThanOrEqual(1);
    expect(predicted!.interval[1]).toBe(value);
    expect(predicted!.ms).toBeCloseTo(2 * (0.02 + after.macs / 100), 3);
    expect(2 * (0.02 + (after.macs + 8) / 100)).toBeGreaterThan(1);
    const said = /Latency is predicted, not measured: p99 .* µs .*, from remote \(.*in phone\.json\./;
    expect((await secateur('explain', folder.at('phone.onnx'))).stdout).toMatch(said);
    const out = ['-o', folder.at('x.onnx')];
    expect((await secateur('export', folder.at('p.safetensors'), ...asked, ...out)).stdout).toMatch(
      /^Budget +p99 [\d.]+ µs predicted, at most [\d.]+ µs \(p99<1ms\)/m,
    );
    const beyond = ['--budget', 'p99<1us', '--device-profile', folder.at('phone.json'), ...out];
    expectRefusal(await secateur('export', folder.at('p.safetensors'), ...beyond), 2, /out of reach.* is predicted/);
    const idle = ['--budget', '5kB', '--device-profile', folder.at('phone.json'), ...out];
    expectRefusal(
      await secateur('export', folder.at('p.safetensors'), ...idle),
      2,
      /only asked by a budget of latency/,
    );
    const unread = ['--budget', 'p99<1ms', '--device-profile', folder.at('curve.json'), ...out];
    expectRefusal(await secateur('export', folder.at('p.safetensors'), ...unread), 3, /no Secateur report/);
  });

  test('rounds the widths of hidden layers', async () => {
    const { after } = await exportTo('round.onnx', '--budget', 'params<90', '--round', '4');
    expect(Number(after.network.split('-')[1]) % 4).toBe(0);
    expect(after.parameters).toBeLessThanOrEqual(90);
  });

  test('says the least that can be reached', async () => {
    const refused = await secateur('export', folder.at('p.safetensors'), '-o', folder.at('x.onnx'), '--budget', '1kB');
    expectRefusal(refused, 2, /out of reach: the least that these cuts reach is bytes<\d+/);
  });
});

describe('tradeoff', () => {
  const readCurve = async (): Promise<TradeOffCurve> => parseTradeOff(String(await folder.read('curve.json')), 'curve');

  test('says of every cut what it weighs, what was predicted and what was measured', async () => {
    const { points, original, rankCorrelation } = await readCurve();
    expect(points.length).toBeGreaterThan(4);
    points.slice(1).forEach((point, index) => {
      expect(point.parameters).toBeLessThan(points[index]!.parameters);
      expect(point.predicted.spike!).toBeGreaterThan(points[index]!.predicted.spike!);
    });
    expect(points.at(-1)!.measured.lossRise).toBeCloseTo(points.at(-1)!.measured.loss - original.loss, 9);
    expect(points.at(-1)!.measured.lossRise).toBeGreaterThan(2 * points.at(-1)!.measured.standardError);
    expect(rankCorrelation.spike).toBeGreaterThan(0);
  });

  test('a budget of accuracy is met along it without data, with the size and score it says', async () => {
    const { points } = await readCurve();
    const along = ['--trade-off', folder.at('curve.json'), '--budget', 'accuracy>-3%'];
    const { after, figures } = await exportTo('along.onnx', ...along);
    const keeping = points.filter(({ measured }) => measured.scoreLoss <= 0.03);
    expect(after.parameters).toBe(Math.min(...keeping.map(({ parameters }) => parameters)));
    expect(figures[0]!.value).toBe(
      keeping.find(({ parameters }) => parameters === after.parameters)!.measured.scoreLoss,
    );
  });

  test('is refused with another posterior, and when it is damaged', async () => {
    const along = (posterior: string, curve: string) =>
      secateur(
        ...['export', folder.at(posterior), '-o', folder.at('x.onnx')],
        ...['--trade-off', folder.at(curve), '--budget', 'accuracy>-3%'],
      );
    expectRefusal(await along('other.safetensors', 'curve.json'), 3, /curve of another posterior/);
    await folder.write(
      'bad.json',
      String(await folder.read('curve.json')).replace(/"lossRise": [^,]*/, '"lossRise": "x"'),
    );
    expectRefusal(await along('p.safetensors', 'bad.json'), 3, /points\.0\.measured\.lossRise/);
  });

  test('is the same file the second time', async () => {
    const again = ['tradeoff', folder.at('p.safetensors'), '--data', folder.at('data.csv'), '--cuts', '12'];
    await secateur(...again, '-o', folder.at('again.json'));
    expect(await folder.read('again.json')).toEqual(await folder.read('curve.json'));
  });
});

test('tradeoff refuses to be told how to fine-tune what it is not to fine-tune', async () => {
  const asked = ['tradeoff', folder.at('p.safetensors'), '--data', folder.at('data.csv'), '-o', folder.at('x.json')];
  expectRefusal(await secateur(...asked, '--fine-tune-rate', '0.1'), 2, /Add --fine-tune-epochs/);
});

test('a file that is stored otherwise than the curve was measured says so', async () => {
  const along = ['--trade-off', folder.at('curve.json'), '--budget', 'accuracy>-3%', '-o', folder.at('other.onnx')];
  const plain = await secateur('export', folder.at('p.safetensors'), ...along);
  expect(plain).toMatchObject({ exitCode: 0, stderr: '' });
  const other = await secateur('export', folder.at('p.safetensors'), ...along, '--weights', 'int2');
  expect(other.stderr).toMatch(/scores of the budget are those of the curve: as float32/);
});

describe('--rule certified', () => {
  const asked = (rule: string, ...more: string[]) => ['--rule', rule, '--data', folder.at('data.csv'), ...more];

  test('says what is certain, in the file too, and scores on rows that were not tested on', async () => {
    const options = asked('certified=0.2,delta=0.2', '--calibration-share', '0.7');
    const found = await secateurJson<{
      readonly guarantee: Guarantee;
      readonly test: { readonly rows: number; readonly value: number };
    }>('export', folder.at('p.safetensors'), '-o', folder.at('certified.onnx'), ...options);
    expect(found.guarantee).toMatchObject({ method: 'learn-then-test', loss: 'zero-one', rise: 0.2, delta: 0.2 });
    expect(found.guarantee.pValue).toBeLessThanOrEqual(0.2);
    expect(found.guarantee.rows).toBe(42);
    expect(found.test.rows).toBe(18);
    const model = await readFile(folder.at('certified.onnx'), 'latin1');
    expect(model).toContain('"guarantee":{"method":"learn-then-test"');
    expect((await secateur('inspect', folder.at('certified.onnx'))).stdout).toMatch(
      /^Guarantee +With confidence 80 %/m,
    );
  });

  test('certifies what was fine-tuned', async () => {
    const options = ['--fine-tune', folder.at('data.csv'), '--fine-tune-epochs', '2'];
    const found = await secateurJson<{ readonly guarantee: Guarantee }>(
      ...['export', folder.at('p.safetensors'), '-o', folder.at('tuned.onnx'), '--rule', 'certified=0.3,delta=0.2'],
      ...options,
    );
    expect(found.guarantee.fineTuned).toBe(true);
  });

  test('says when rows are too few, or no data is named', async () => {
    const cut = ['export', folder.at('p.safetensors'), '-o', folder.at('x.onnx')];
    expectRefusal(
      await secateur(...cut, ...asked('certified=0.001')),
      2,
      /30 calibration rows are too few .* takes \d+/,
    );
    expectRefusal(await secateur(...cut, '--rule', 'certified=0.1'), 2, /name the data/);
    expectRefusal(await secateur(...cut, '--rule', 'certified=2'), 2, /Cannot read the rule/);
  });
});
