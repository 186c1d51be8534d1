import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { openModel } from '../../runtime/model/model.ts';
import type { Provider } from '../../runtime/model/providers.ts';
import type { Runtime, Session } from '../../runtime/model/session.ts';
import { runtimeFor } from '../../runtime/node-runtime.ts';
import { measureRound, type Workplace } from '../../runtime/profiler/round/measure-round.ts';
import type { RoundPlan } from '../../runtime/profiler/round/messages.ts';
import { imageClassifier } from './models.ts';

/** A library whose WebGPU is the processor, but for what it does with the answers. */
function libraryWith(change: (value: number) => number, processor = 'cpu'): { open: number; runtime: Runtime } {
  const library: { open: number; runtime: Runtime } = {
    open: 0,
    runtime: {
      Tensor,
      version: 'made up',
      create: async (model, options) => {
        const isRight = options.executionProviders![0] === 'cpu';
        if (isRight && processor !== 'cpu') throw new Error('no memory');
        const session = await InferenceSession.create(model as Uint8Array, { executionProviders: ['cpu'] });
        library.open++;
        const other: Session = Object.assign(Object.create(session), {
          run: async (feeds: Parameters<Session['run']>[0], outputs: readonly string[]) => {
            const results = await session.run(feeds as never, outputs as string[]);
            const wrong = ([name, { type, data, dims }]: [string, Tensor]) =>
              [
                name,
                isRight ? results[name]! : new Tensor(type as 'float32', changed(data as Float32Array, change), dims),
              ] as const;
            return Object.fromEntries(Object.entries(results).map(wrong));
          },
          release: async () => {
            library.open--;
            await session.release();
          },
        });
        return other;
      },
    },
  };
  return library;
}

function changed(data: Float32Array | Uint16Array, change: (value: number) => number): Float32Array {
  // The bits of halves: their sign.
  return data instanceof Uint16Array
    ? (Uint16Array.from(data as Iterable<number>, (bits) => bits ^ 0x8000) as never)
    : data.map(change);
}

const open = (bytes: Uint8Array, library: Runtime, options: { check?: boolean; candidates?: Provider[] } = {}) =>
  openModel(bytes, {
    name: 'digits',
    threads: 1,
    candidates: ['node-webgpu'],
    runtimeFor: async (provider, threads) => (provider === 'node-webgpu' ? library : runtimeFor(provider, threads)),
    ...options,
  });

test.each([
  ['another factor', (value: number) => 1.3 * value],
  ['nothing that is a number', () => Number.NaN],
])('an accelerator that answers with %s is refused, and passed over for the next device', async (_, change) => {
  const library = libraryWith(change);
  const { bytes } = imageClassifier();
  await expect(open(bytes, library.runtime)).rejects.toMatchObject({
    code: 'PROVIDER_FAILED',
    message: expect.stringMatching(/computes something else than the processor: output '\w+' differs by/),
  });
  expect(library.open).toBe(0);
  await using model = await open(bytes, library.runtime, { candidates: ['node-webgpu', 'node-cpu'] });
  expect(model.tried).toMatchObject([
    { provider: 'node-webgpu', refused: { code: 'PROVIDER_FAILED' } },
    { provider: 'node-cpu' },
  ]);
  await using unchecked = await open(bytes, library.runtime, { check: false });
  expect(unchecked.provider).toBe('node-webgpu');
});

test('one that only rounds otherwise is taken, and one session of it stays', async () => {
  const library = libraryWith((value) => value * (1 + 1e-4));
  await using model = await open(imageClassifier().bytes, library.runtime);
  expect(model.tried).toEqual([{ provider: 'node-webgpu' }]);
  expect(library.open).toBe(1);
});

test('of a model whose inputs cannot be made up it is said that nothing was compared', async () => {
  const library = libraryWith((value) => 2 * value);
  const bytes = await readFile('test/fixtures/foreign/sklearn-columns-17.onnx');
  await using model = await open(bytes, library.runtime);
  expect(model.tried).toEqual([{ provider: 'node-webgpu', unchecked: expect.stringContaining('string') }]);
});

test('half-precision models are compared as well', async () => {
  const library = libraryWith(() => 0);
  const bytes = await readFile('test/fixtures/foreign/torch-mlp-half-script-17.onnx');
  await expect(open(bytes, library.runtime)).rejects.toMatchObject({
    code: 'PROVIDER_FAILED',
    message: expect.stringContaining('computes something else than the processor'),
  });
});

test('where the processor does not take the model, it runs unchecked, and that is said', async () => {
  const library = libraryWith((value) => value, 'none');
  await using model = await open(imageClassifier().bytes, library.runtime);
  const unchecked = expect.stringMatching(/the processor does not take the model .*no memory/);
  expect(model.tried).toEqual([{ provider: 'node-webgpu', unchecked }]);
});

test('a round of the profiler finds, once all is measured, that the answers are wrong', async () => {
  const library = libraryWith((value) => 2 * value);
  const workplace: Workplace = {
    readModel: async () => imageClassifier().bytes,
    runtimeFor: async () => library.runtime,
    cpuMs: async () => undefined,
    startEnergyMeter: async () => undefined,
    memory: async () => {
      // One session, that of the calls: the check comes later.
      expect(library.open).toBe(1);
      return {};
    },
  };
  const plan: RoundPlan = {
    task: 'round',
    file: 'digits.onnx',
    provider: 'node-webgpu',
    threads: 1,
    seed: 1,
    minimumSamples: 5,
    checkAnswers: true,
    scenario: { kind: 'stream' },
    dimensions: {},
    rows: undefined,
  };
  const { answerCheck, samplesMs } = await measureRound(plan, workplace);
  expect(answerCheck).toEqual({ answers: 'wrong', why: expect.stringContaining("output 'logits' differs") });
  expect(samplesMs.length).toBeGreaterThan(4);
});
