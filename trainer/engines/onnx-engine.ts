import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { messageOf, type Shape, sizeOf, type Tensor } from '../../core/index.ts';
import { blockSizeFor } from './block-size.ts';
import type { Device } from './device.ts';
import type { Engine, EngineProgram } from './engine.ts';
import type { SetUp } from './onnx-protocol.ts';
import { setUpOf } from './set-up.ts';
import { openSession, type WorkerPort } from './worker-session.ts';

export interface OnnxEngineOptions {
  /** `cpu` by default; `wasm` needs the package onnxruntime-web. */
  readonly device?: Device;
  /** Threads onnxruntime uses on the CPU; by default all cores, or one for small networks and for wasm. */
  readonly threads?: number;
}

/**
 * Networks whose state (parameters and two moments each) and batches (of convolutions, with noise for every position) are
 * smaller run faster on one thread than divided over more.
 */
const singleThreadNumbers = 3 * 60_000;

/**
 * The whole step, forward, backward and optimiser, as one ONNX model in onnxruntime; of large states the optimiser is a
 * kernel beside it (`separateSteps`). It runs in a worker thread, because onnxruntime blocks the thread that calls it:
 * progress and Ctrl-C stay live, and the next batches and noise are made while the current steps run.
 */
export function onnxEngine({ device = 'cpu', threads }: OnnxEngineOptions = {}): Engine {
  return {
    name: 'onnx',
    start: async (program, initial) => {
      const place = { device, threads: threads ?? threadsFor(device, program, initial) };
      const blockSize = device === 'cpu' ? await blockSizeFor(program.step) : undefined;
      const setUp = setUpOf(program, { ...place, blockSize });
      return openSession(startThread(setUp), setUp, initial);
    },
  };
}

function threadsFor(device: Device, { step }: EngineProgram, state: Readonly<Record<string, Tensor>>): number {
  const count = (all: readonly { readonly shape: Shape }[]) => all.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const isSmall = Math.max(count(Object.values(state)), count(step.perStep)) < singleThreadNumbers;
  return device === 'wasm' || isSmall ? 1 : availableParallelism();
}

function startThread(setUp: SetUp): WorkerPort {
  const worker = new Worker(new URL('./onnx-worker.js', import.meta.url), { workerData: setUp });
  return {
    post: (asked, transfer) => worker.postMessage(asked, transfer),
    listen: (onAnswer, onFailure) => {
      worker.on('message', onAnswer);
      worker.on('error', (error) => onFailure(messageOf(error), error));
      worker.on('exit', (code) => onFailure(`its thread ended with code ${code}.`));
    },
    end: () => worker.terminate(),
  };
}
