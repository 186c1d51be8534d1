import { beforeAll, expect, test } from '@jest/globals';
import { sha256Of } from '../../exporter/index.ts';
import { parseReport, predictLatency, recordedDevice } from '../../runtime/index.ts';
import { schemaFault } from '../support/report-schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { makeBigAndSmall } from './big-and-small.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';

const folder = temporaryFolder();

beforeAll(() => makeBigAndSmall(folder));

test('profile keeps what it measured as a report that report and compare read', async () => {
  const { exitCode, stdout } = await secateur(
    ...['profile', folder.at('big.onnx'), folder.at('small.onnx'), '--provider', 'node-cpu', '--provider', 'web-wasm'],
    ...['--rounds', '1', '--input', folder.at('data.csv'), '-o', folder.at('measured.json')],
  );
  expect(exitCode).toBe(0);
  const [table, beside] = stdout.trimEnd().split('\n\n');
  expect(table!.split('\n')).toHaveLength(5);
  expect(beside).toMatch(/node-cpu: onnxruntime-node .* MB \(gzip .* MB, brotli .*\n.*web-wasm: onnxruntime-web .* MB/);
  const report = parseReport(String(await folder.read('measured.json')), 'measured.json');
  expect(schemaFault(JSON.parse(String(await folder.read('measured.json'))))).toBeUndefined();
  expect(report.models.map(({ name, profiles }) => [name, profiles.map(({ provider }) => provider)])).toEqual([
    ['big', ['node-cpu', 'web-wasm']],
    ['small', ['node-cpu', 'web-wasm']],
  ]);
  expect(report.models[1]!.parameters).toBeLessThanOrEqual(30);

  const measured = folder.at('measured.json');
  const comparisons = await secateurJson<{ p50Ratio: number; p50RatioInterval: [number, number] }[]>(
    ...['compare', `${measured}:big`, `${measured}:small`],
  );
  expect(comparisons).toHaveLength(2);
  for (const {
    p50Ratio,
    p50RatioInterval: [lower, upper],
  } of comparisons) {
    expect(lower).toBeLessThanOrEqual(p50Ratio);
    expect(upper).toBeGreaterThanOrEqual(p50Ratio);
  }
  expectRefusal(await secateur('compare', measured, measured), 2, /several models.*big, small/);
  expectRefusal(await secateur('compare', `${measured}:tiny`, measured), 2, /no model 'tiny'/);
  expectRefusal(await secateur('compare', folder.at('big.onnx'), `${measured}:tiny`), 2, /no model 'tiny'/);

  expect(await secateur('report', measured, '-o', folder.at('report.html'))).toMatchObject({ exitCode: 0 });
  expect(String(await folder.read('report.html'))).toMatch(/^<!doctype html>/i);
  await secateur('report', measured, '--markdown', '-o', folder.at('report.md'));
  expect(String(await folder.read('report.md'))).toMatch(/\| .*small.* \|/);
});

test('compare measures two files against each other', async () => {
  const { exitCode, stdout } = await secateur(
    'compare',
    folder.at('big.onnx'),
    folder.at('small.onnx'),
    '--rounds',
    '1',
  );
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/cpu +big +small +[\d.]+ +[\d.]+ to [\d.]+ +(faster|slower|cannot tell) /);
});

test('compare fails where it is told to, after it has printed what it found', async () => {
  const models = [folder.at('big.onnx'), folder.at('small.onnx')];
  const compare = (condition: string) => secateur('compare', ...models, '--rounds', '1', '--fail-if', condition);
  const failed = await compare('size>0.01x');
  expect(failed).toMatchObject({ exitCode: 7, stdout: expect.stringMatching(/cpu +big +small/) });
  expect(failed.stderr).toMatch(/--fail-if: size of small on cpu is 0\.\d+x \(more than 0\.01x\)/);
  expect(await compare('size>1x,p50>1000x')).toMatchObject({ exitCode: 0 });
});

test('profile says where the time of a call goes, and keeps the trace', async () => {
  const model = folder.at('big.onnx');
  const { stdout } = await secateur(
    'profile',
    model,
    '--rounds',
    '1',
    '--operators',
    '--trace',
    folder.at('trace.json'),
  );
  expect(stdout).toMatch(/Gemm +[\d.,]+ [µm]s +[\d.]+ %/);
  const events = JSON.parse(String(await folder.read('trace.json'))) as { cat: string }[];
  expect(events.filter(({ cat }) => cat === 'Node').length).toBeGreaterThan(200);
  const { operators } = await secateurJson<{ operators: { operators: { share: number }[] }[] }>(
    ...['profile', model, '--rounds', '1', '--operators'],
  );
  const shares = operators[0]!.operators.map(({ share }) => share);
  expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
});

test('what was measured in different ways is not compared, and no output is written over another', async () => {
  const model = folder.at('small.onnx');
  const measure = (output: string, ...more: string[]) =>
    secateur('profile', model, '--rounds', '1', '-o', folder.at(output), ...more);
  await measure('stream.json');
  await measure('offline.json', '--scenario', 'offline=8');
  expectRefusal(
    await secateur('compare', folder.at('stream.json'), folder.at('offline.json')),
    3,
    /not measured in the same way.*--scenario/,
  );
  expectRefusal(await measure('same.json', '--trace', folder.at('same.json')), 2, /--trace and --output name the same/);
  const rows = ['--input', folder.at('data.csv'), '--trace', folder.at('data.csv')];
  expectRefusal(await secateur('profile', model, ...rows), 2, /data\.csv: is the file that would be read/);
});

test('profile --floor says what a call costs whatever the model, and keeps it', async () => {
  const [model, output] = [folder.at('small.onnx'), folder.at('floor.json')];
  const { stdout } = await secateur('profile', model, '--rounds', '1', '--floor', '-o', output);
  const said = /On cpu a call takes [\d.,]+ [µm]s whatever the model \(95 % interval [\d.,]+ [µm]s to [\d.,]+ [µm]s\)/;
  expect(stdout).toMatch(said);
  expect(stdout).toMatch(/small: \d+ % of a call on cpu is overhead/);
  const text = String(await folder.read('floor.json'));
  expect(schemaFault(JSON.parse(text))).toBeUndefined();
  const [floor] = parseReport(text, output).floors!;
  expect(floor!.points.length).toBeGreaterThanOrEqual(6);
  for (const { roundMediansMs } of floor!.points) expect(roundMediansMs).toHaveLength(1);
  const recorded = recordedDevice(parseReport(text, output), output);
  expect(predictLatency(recorded, 'p99', 1e6).time).toBeGreaterThan(predictLatency(recorded, 'p99', 1e3).time);
  const [measured] = parseReport(text, output).models;
  expect(measured!.profiles[0]!.model.sha256).toBe(sha256Of(await folder.read('small.onnx')));
  expectRefusal(await secateur('profile', model, '--floor', '--scenario', 'rate=10/s'), 2, /at a rate they wait/);
});
