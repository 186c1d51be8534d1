import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Progress } from '../../core/index.ts';
import { profile } from '../../runtime/index.ts';
import { runInFreshProcess } from '../../runtime/profiler/fresh-process.ts';
import {
  classification,
  foreignModel,
  imageClassifier,
  linearModel,
  smallImage,
  tableRegressor,
  writeModel,
} from './models.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secateur-profile-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('profiles every model on every provider, each in a process of its own', async () => {
  const { bytes } = imageClassifier();
  const files = [await writeModel(folder, 'image', bytes), await writeModel(folder, 'table', tableRegressor().bytes)];
  const progress: Progress[] = [];
  const profiles = await profile(files, {
    providers: ['node-cpu', 'web-wasm'],
    rounds: 1,
    minimumSamples: 40,
    onProgress: (step) => progress.push(step),
  });
  expect(progress.map(({ done, total }) => `${done}/${total}`)).toEqual(['1/4', '2/4', '3/4', '4/4']);
  expect(profiles.map(({ model, provider }) => `${model.name} ${provider}`)).toEqual([
    'image node-cpu',
    'image web-wasm',
    'table node-cpu',
    'table web-wasm',
  ]);
  expect(profiles[0]?.model).toMatchObject({
    sizeBytes: bytes.length,
    gzipBytes: gzipSync(bytes, { level: 9 }).length,
  });
  for (const each of profiles) {
    const { latencyMs, coldStartMs, rounds, peakRssBytes, environment, provider } = each;
    expect(each).not.toHaveProperty('scenario');
    expect(each.throughput).toMatchObject({ rowsPerCall: 1 });
    expect(each.cpuMsPerCall).toBeGreaterThan(0);
    expect(latencyMs.samples).toHaveLength(1);
    for (const samples of latencyMs.samples) expect(samples.length).toBeGreaterThanOrEqual(40);
    expect(latencyMs.p50).toBeGreaterThan(0);
    expect(latencyMs.p90).toBeGreaterThanOrEqual(latencyMs.p50);
    expect(latencyMs.p99).toBeGreaterThanOrEqual(latencyMs.p90);
    expect(Math.min(coldStartMs.load, coldStartMs.create, coldStartMs.firstRun)).toBeGreaterThan(0);
    expect(rounds).toHaveLength(1);
    expect(peakRssBytes).toBeGreaterThan(10_000_000);
    expect(environment.runtime).toMatch(provider === 'node-cpu' ? /^onnxruntime-node \d/ : /^onnxruntime-web \d/);
    expect(environment.nodeVersion).toBe(process.version);
  }
  expect(JSON.parse(JSON.stringify(profiles))).toEqual(profiles);
});

test("profiles somebody else's model on the caller's rows, and refuses rows of another width", async () => {
  const { bytes, columns } = foreignModel();
  const file = await writeModel(folder, 'foreign', bytes);
  const options = { rounds: 1, minimumSamples: 5 };
  const [only] = await profile([file], { ...options, rows: new Float32Array(2 * columns) });
  expect(only?.latencyMs.samples).toHaveLength(1);
  await expect(profile([file], { ...options, rows: new Float32Array(columns + 1) })).rejects.toMatchObject({
    code: 'SHAPE_MISMATCH',
  });
});

test("passes on what the process reports: a runtime without the model's operator", async () => {
  const { bytes } = linearModel({ input: smallImage, task: classification, operator: 'Gemmm' });
  const file = await writeModel(folder, 'unknown', bytes);
  await expect(profile([file], { rounds: 1 })).rejects.toMatchObject({
    code: 'UNSUPPORTED',
    message: expect.stringContaining("'Gemmm'"),
  });
});

test.each([
  ['a file in place of a list', 'model.onnx', {}],
  ['no file', [], {}],
  ['no list of devices', ['model.onnx'], { devices: 'cpu' }],
  ['an unknown provider', ['model.onnx'], { providers: ['node-gpu'] }],
  ['a scenario by its name', ['model.onnx'], { scenario: 'stream' }],
  ['a scenario that never ends', ['model.onnx'], { scenario: { kind: 'rate', perSecond: 0 } }],
  ['a scenario of no kind', ['model.onnx'], { scenario: { kind: 'burst' } }],
  ['rows that are no Float32Array', ['model.onnx'], { rows: [1, 2] }],
  ['a dimension of size 0', ['model.onnx'], { dimensions: { n: 0 } }],
  ['a signal that is none', ['model.onnx'], { signal: {} }],
  ['options that are none', ['model.onnx'], null],
])('refuses %s before it looks at any file', async (_, files, options) => {
  await expect(profile(files as never, options as never)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

test('refuses a dimension that no model leaves open, and names those that they do', async () => {
  const own = await writeModel(folder, 'own', imageClassifier().bytes);
  const fixed = 'test/fixtures/foreign/torch-mlp-script-13-fixed.onnx';
  const named = profile([own, fixed], { dimensions: { N: 2, height: 3 } });
  await expect(named).rejects.toMatchObject({
    code: 'ARGUMENT_INVALID',
    message: `No model has an open dimension 'height': ${own} leaves 'N' open; ${fixed} leaves none open.`,
  });
});

test('names a missing file before any process starts', async () => {
  await expect(profile([join(folder, 'absent.onnx')])).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' });
});

test('stops at once when it is aborted', async () => {
  const file = await writeModel(folder, 'aborted', imageClassifier().bytes);
  const controller = new AbortController();
  const steps: number[] = [];
  const onProgress = ({ done }: Progress) => {
    steps.push(done);
    controller.abort();
  };
  const running = profile([file], { rounds: 50, minimumSamples: 5, onProgress, signal: controller.signal });
  await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
  expect(steps).toEqual([1]);
});

describe('a process that goes wrong', () => {
  const plan = {
    task: 'round' as const,
    file: 'digits.onnx',
    provider: 'node-cpu' as const,
    threads: 1,
    seed: 1,
    minimumSamples: 5,
    checkAnswers: false,
    scenario: { kind: 'stream' as const },
    dimensions: {},
    rows: undefined,
  };
  const run = async (source: string, timeLimitMs = 60_000, signal?: AbortSignal) => {
    const path = join(folder, `${nextName()}.mjs`);
    await writeFile(path, source);
    return runInFreshProcess(plan, { script: pathToFileURL(path), timeLimitMs, signal });
  };

  test('and is killed is an error that names the model, the provider and the signal', async () => {
    const source = `process.once('message', () => process.kill(process.pid, 'SIGSEGV'));`;
    await expect(run(source)).rejects.toMatchObject({
      code: 'PROVIDER_FAILED',
      message: expect.stringContaining('digits.onnx on node-cpu: the profiled process was killed by SIGSEGV'),
    });
  });

  test('and exits without an answer is an error with its exit code and its last words', async () => {
    const source = `process.once('message', () => { console.error('out of luck'); process.exit(3); });`;
    await expect(run(source)).rejects.toThrow(/ended with exit code 3.*out of luck/s);
  });

  test('and hangs is killed when its time is over', async () => {
    await expect(run(`process.once('message', () => { for (;;); });`, 500)).rejects.toThrow(
      'did not answer within 0.5 s',
    );
  });

  test('and hangs is killed when the profiler is aborted', async () => {
    const signal = AbortSignal.timeout(300);
    const running = run(`process.on('message', () => {});`, 60_000, signal);
    await expect(running).rejects.toMatchObject({ code: 'ABORTED' });
  });
});

let names = 0;
function nextName(): string {
  return `script-${names++}`;
}
