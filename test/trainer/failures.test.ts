import type { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';
import type { Worker } from 'node:worker_threads';
import { describe, expect, jest, test } from '@jest/globals';
import { denseNetwork, type Progress } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { answerRequests } from '../../trainer/engines/answer-requests.ts';
import type { Answered } from '../../trainer/engines/onnx-protocol.ts';
import { type Engine, fitPosterior, onnxEngine, openEngine, trainDense } from '../../trainer/index.ts';
import { adamRates } from '../../trainer/step/adam.ts';
import { expectError } from '../datasets/fixtures.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { programCase } from './program-case.ts';
import { smallClassification } from './synthetic-data.ts';

const network = denseNetwork([4, 5, 2]);
const dataset = smallClassification();
const brief = { network, epochs: 5, batchSize: 16 };

function spoilt(value: number): Dataset {
  const rows = Float32Array.from(dataset.rows);
  rows[4 * 17 + 2] = value;
  return { ...dataset, rows };
}

describe('a run that diverges says so and where', () => {
  test.each([NaN, Infinity])('because of %p among the features', async (value) => {
    await expectError(
      fitPosterior(spoilt(value), brief),
      'TRAINING_DIVERGED',
      /'fit posterior' diverged: in step \d+ .*input 3 of 4.*extreme values/,
    );
    await expectError(
      trainDense(spoilt(value), brief),
      'TRAINING_DIVERGED',
      /'train dense' diverged: in step \d+ .*input 3 of 4/,
    );
  });

  test('because of an absurd learning rate', async () => {
    const options = { ...brief, epochs: 20, learningRate: 1e30 };
    await expectError(fitPosterior(dataset, options), 'TRAINING_DIVERGED', /Lower the learning rate/);
    await expectError(trainDense(dataset, options), 'TRAINING_DIVERGED', /Lower the learning rate/);
  });
});

test('a network that the memory cannot hold is refused before anything is allocated', async () => {
  const huge = { ...brief, network: denseNetwork([4, 300_000, 300_000, 2]) };
  const message = /4-300000-300000-2 with 16 rows a step takes about [\d,]+ GB of memory, and [\d.]+ [MG]B are free/;
  await expectError(fitPosterior(dataset, huge), 'MEMORY_INSUFFICIENT', message);
  await expectError(trainDense(dataset, huge), 'MEMORY_INSUFFICIENT', message);
});

test('a run that diverges names the parameters that were first', async () => {
  const absurd = { ...brief, epochs: 20, inclusionRate: 1e38 };
  await expectError(fitPosterior(dataset, absurd), 'TRAINING_DIVERGED', /first parameters .*'inputs\.inclusionLogit'/);
  const large = { ...brief, learningRate: 1e30 };
  await expectError(
    trainDense(dataset, large),
    'TRAINING_DIVERGED',
    /largest parameters before were 'layers\.\d\.slabMean'/,
  );
  const narrow = { ...brief, prior: { slabScale: 1e-20 } };
  await expectError(fitPosterior(dataset, narrow), 'TRAINING_DIVERGED', /raise the scale of the slab/);
});

describe('a run that diverges late', () => {
  const folder = temporaryFolder();
  test('is explained alike from its last checkpoint, from the beginning of the epoch, and from calls of one step', async () => {
    const lastDamping = Math.fround(adamRates(108).damping);
    // Breaks in a late epoch, of which an engine is fed the rate.
    const breaking = (calls: { readonly enoughFeedBytes?: number } = {}): Engine => {
      const engine = onnxEngine({ threads: 1 });
      return {
        ...engine,
        start: async (...args) => {
          const session = await engine.start(...args);
          return {
            ...session,
            ...calls,
            advance: (steps, feeds) => {
              const at = feeds['damping']!.indexOf(lastDamping);
              if (at >= 0) feeds['rate']![at] = 1e30;
              return session.advance(steps, feeds);
            },
          };
        },
      };
    };
    const messages: string[] = [];
    const checkpointed = { checkpoint: folder.at('late.safetensors'), checkpointSeconds: 0 };
    for (const more of [{}, checkpointed, { engine: breaking({ enoughFeedBytes: 1 }) }]) {
      const run = fitPosterior(dataset, { ...brief, epochs: 20, engine: breaking(), ...more });
      messages.push(await run.then(String, (error: Error) => error.message));
    }
    expect(messages[0]).toMatch(/diverged: in step [1-9]\d+ .*Lower the learning rate/);
    expect(messages.slice(1)).toEqual([messages[0], messages[0]]);
  });
});

describe('a run that is aborted', () => {
  test('before it begins takes no step', async () => {
    const onProgress = jest.fn();
    await expectError(
      fitPosterior(dataset, { ...brief, signal: AbortSignal.abort(), onProgress }),
      'ABORTED',
      /interrupted/,
    );
    expect(onProgress).not.toHaveBeenCalled();
  });

  test('on the way stops at the next call of the engine', async () => {
    const controller = new AbortController();
    const onProgress = jest.fn(() => controller.abort('enough'));
    const run = trainDense(dataset, { ...brief, epochs: 100_000, signal: controller.signal, onProgress });
    await expect(run).rejects.toMatchObject({ code: 'ABORTED', cause: 'enough' });
    expect(onProgress).toHaveBeenCalledTimes(1);
  });
});

describe('memory that cannot be had is told of as such', () => {
  const lack = new RangeError('Array buffer allocation failed');

  test('by the thread of an engine', async () => {
    for (const [error, code] of [
      [lack, 'MEMORY_INSUFFICIENT'],
      [new Error('Failed to allocate memory for requested buffer of size 400'), 'MEMORY_INSUFFICIENT'],
      [new RangeError('Maximum call stack size exceeded'), 'PROVIDER_FAILED'],
    ] as const) {
      const answered = await new Promise<Answered>((resolve) => {
        answerRequests(Promise.reject(error), resolve)({ id: 1, request: { kind: 'readState', names: [] } });
      });
      expect(answered).toEqual({ id: 1, failure: { code, message: expect.stringContaining(error.message) } });
    }
  });

  test('by the trainer', async () => {
    const engine: Engine = { name: 'greedy', start: () => Promise.reject(lack) };
    const run = fitPosterior(dataset, { ...brief, engine });
    await expectError(run, 'MEMORY_INSUFFICIENT', /ran out of memory .*allocation failed.*smaller network or batch/);
  });
});

describe('an engine that fails', () => {
  const folder = temporaryFolder();

  test('because its thread dies is a typed error, then and afterwards', async () => {
    // Jest's sandbox has a copy of `process` that hears nothing.
    const events: EventEmitter = vm.runInThisContext('process');
    let worker: Worker | undefined;
    const remember = (started: Worker) => {
      worker = started;
    };
    events.on('worker', remember);
    const kill = () => {
      worker?.terminate();
    };
    try {
      const run = fitPosterior(dataset, { ...brief, epochs: 100_000, onProgress: kill });
      await expectError(run, 'PROVIDER_FAILED', /training engine stopped/);

      const checkpoint = join(folder.path(), 'lost.checkpoint');
      const saved = { ...brief, checkpoint, checkpointSeconds: 0 };
      const later = { onProgress: ({ done }: Progress) => (existsSync(checkpoint) && done < 50 ? kill() : undefined) };
      await expectError(
        fitPosterior(dataset, { ...saved, ...later }),
        'PROVIDER_FAILED',
        /lost\.checkpoint: train again with the same data and options/,
      );
      // What it left is worth something, to another engine too.
      const engine = await openEngine({ engine: 'tfjs', device: 'wasm' });
      const resumed = jest.fn<(progress: Progress) => void>();
      await fitPosterior(dataset, { ...saved, engine, onProgress: resumed });
      expect(resumed.mock.calls[0]![0].done).toBeGreaterThan(1);
    } finally {
      events.off('worker', remember);
    }
  });

  test('because it is fed too little is a typed error, and it goes on', async () => {
    const trained = programCase({ family: 'node' });
    const program = { step: trained.program.step, evaluation: trained.program.evaluation(2) };
    const session = await onnxEngine({ threads: 1 }).start(program, trained.state);
    try {
      const feeds = trained.makeFeeds(0, 1);
      await expectError(session.advance(2, feeds), 'PROVIDER_FAILED', /onnxruntime/);
      expect(await session.advance(1, trained.makeFeeds(0, 1))).toHaveLength(trained.program.recordNames.length);
    } finally {
      await session.close();
    }
    await expectError(session.readState(), 'PROVIDER_FAILED', /stopped/);
  });
});
