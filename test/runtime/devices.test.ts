import { describe, expect, test } from '@jest/globals';
import { load } from '../../runtime/index.ts';
import { openModel } from '../../runtime/model/model.ts';
import type { Provider } from '../../runtime/model/providers.ts';
import { runtimeFor } from '../../runtime/node-runtime.ts';
import { imageClassifier, pixelRows } from './models.ts';

const { bytes, columns } = imageClassifier();
const row = pixelRows(1, columns);

/** WebGPU as some drivers are: it takes every model, and fails once it is to run one. */
async function failingAtFirstRun(provider: Provider, threads: number) {
  const runtime = await runtimeFor(provider === 'node-webgpu' ? 'node-cpu' : provider, threads);
  if (provider !== 'node-webgpu') return runtime;
  return {
    ...runtime,
    create: async (...[model, options]: Parameters<typeof runtime.create>) => {
      const session = await runtime.create(model, { ...options, executionProviders: ['cpu'] });
      return {
        ...session,
        inputNames: session.inputNames,
        outputNames: session.outputNames,
        inputMetadata: session.inputMetadata,
        outputMetadata: session.outputMetadata,
        run: () => Promise.reject(new Error('device lost')),
        release: () => session.release(),
      };
    },
  };
}

const open = (candidates: readonly Provider[]) =>
  openModel(bytes, { name: 'digits.onnx', threads: 1, candidates, runtimeFor: failingAtFirstRun });

test('auto takes the processor', async () => {
  await using model = await load(bytes, { device: 'auto' });
  expect(model.provider).toBe('node-cpu');
  expect(model.tried).toEqual([{ provider: 'node-cpu' }]);
});

test('of several devices the first one that can be had is taken, and what the others said is kept', async () => {
  await using model = await load(bytes, { device: ['webnn', 'coreml', 'directml', 'wasm'] });
  expect(model.provider).toBe('web-wasm');
  const refused = (provider: Provider) => ({ provider, refused: { code: 'UNSUPPORTED', message: expect.any(String) } });
  const notOnLinux =
    process.platform === 'linux' ? [refused('node-coreml'), refused('node-directml')] : expect.any(Array);
  expect(model.tried.slice(0, 3)).toEqual([refused('web-webnn'), ...(notOnLinux as object[])]);
  expect(model.tried.at(-1)).toEqual({ provider: 'web-wasm' });
});

test('a device asked for by name that cannot be had is an error', async () => {
  await expect(load(bytes, { device: 'webnn' })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
  await expect(load(bytes, { device: [] })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  await expect(load(bytes, { device: ['webnn', 'abacus' as never] })).rejects.toThrow("no device 'abacus'");
});

test('what is no model is that on every device, and no further one is asked', async () => {
  await expect(load(Uint8Array.of(1, 2, 3), { device: ['cpu', 'wasm'] })).rejects.toMatchObject({
    code: 'FORMAT_INVALID',
  });
});

describe('a provider that fails at the first call', () => {
  test('is left for the next one, which answers that call and those beside it', async () => {
    await using model = await open(['node-webgpu', 'node-cpu']);
    await using other = await load(bytes);
    expect(model.provider).toBe('node-webgpu');
    const answers = await Promise.all([model.predict(row), model.predict(row), model.predict(row)]);
    const expected = await other.predict(row);
    for (const answer of answers) expect(answer).toEqual(expected);
    expect(model.provider).toBe('node-cpu');
    const message = expect.stringContaining('device lost');
    expect(model.tried).toEqual([
      { provider: 'node-webgpu', refused: { code: 'PROVIDER_FAILED', message } },
      { provider: 'node-cpu' },
    ]);
  });

  test('is left even where its session cannot be released', async () => {
    const runtimeOfLost = async (provider: Provider, threads: number) => {
      const runtime = await failingAtFirstRun(provider, threads);
      const create: typeof runtime.create = async (model, options) => {
        const session = await runtime.create(model, options);
        const isLost = options.executionProviders![0] === 'webgpu';
        return isLost ? { ...session, release: () => Promise.reject(new Error('device lost')) } : session;
      };
      return { ...runtime, create };
    };
    const candidates = ['node-webgpu', 'node-cpu'] as const;
    await using model = await openModel(bytes, { name: 'digits', threads: 1, candidates, runtimeFor: runtimeOfLost });
    for (let call = 0; call < 2; call++) expect(await model.predict(row)).toHaveLength(1);
    expect(model.provider).toBe('node-cpu');
  });

  test('is an error where it was asked for by name', async () => {
    await using model = await open(['node-webgpu']);
    await expect(model.predict(row)).rejects.toMatchObject({ code: 'PROVIDER_FAILED' });
    await expect(model.predict(row)).rejects.toThrow('digits.onnx: the model failed on node-webgpu (device lost)');
  });

  test('is not blamed where the next one fails too', async () => {
    await using model = await openModel(bytes, {
      name: 'digits.onnx',
      threads: 1,
      candidates: ['node-webgpu', 'web-wasm'],
      runtimeFor: async () => failingAtFirstRun('node-webgpu', 1),
    });
    await expect(model.predict(row)).rejects.toThrow('node-webgpu (device lost)');
    expect(model.tried).toEqual([expect.objectContaining({ provider: 'node-webgpu' })]);
    expect(model.tried[0]).not.toHaveProperty('refused');
  });
});

describe('disposing', () => {
  test('waits for the calls that have begun, and can be done twice', async () => {
    const model = await load(bytes);
    const calls = Array.from({ length: 20 }, () => model.predict(row));
    const [first, second] = [model.dispose(), model.dispose()];
    expect(await Promise.all(calls)).toHaveLength(20);
    await Promise.all([first, second]);
    await expect(model.predict(row)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(model.run({})).rejects.toThrow('disposed');
  });
});
