import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { graph, messageOf, SecateurError, sizeOf, type Tensor } from '../../core/index.ts';
import { encodeModel, lowerGraph, lowerLoop } from '../../onnx/index.ts';
import type { Device } from './device.ts';
import type { Engine, EngineProgram, EngineSession } from './engine.ts';
import type { Failure, Reply, Request, SetUp } from './onnx-protocol.ts';

export interface OnnxEngineOptions {
  /** `cpu` by default; `wasm` needs the package onnxruntime-web. */
  readonly device?: Device;
  /** Threads onnxruntime uses on the CPU; by default all cores, or one for small networks and for wasm. */
  readonly threads?: number;
}

/** Networks whose state (parameters and two moments each) is smaller run faster on one thread than divided over more. */
const singleThreadNumbers = 3 * 60_000;

/**
 * The whole step, forward, backward and optimiser, as one ONNX model in onnxruntime. It runs in a worker thread, because
 * onnxruntime blocks the thread that calls it: progress and Ctrl-C stay live, and the next batches and noise are made
 * while the current steps run.
 */
export function onnxEngine({ device = 'cpu', threads }: OnnxEngineOptions = {}): Engine {
  return {
    name: 'onnx',
    start: (program, initial) => start(program, initial, device, threads ?? threadsFor(device, initial)),
  };
}

function threadsFor(device: Device, state: Readonly<Record<string, Tensor>>): number {
  const numbers = Object.values(state).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  return device === 'wasm' || numbers < singleThreadNumbers ? 1 : availableParallelism();
}

async function start(
  program: EngineProgram,
  initial: Readonly<Record<string, Tensor>>,
  device: Device,
  threads: number,
): Promise<EngineSession> {
  const evaluationInputs = graph.topologicalOrder([program.evaluation]).filter((node) => node.kind === 'Input');
  const setUp: SetUp = {
    // The fused operators are written for onnxruntime's CPU kernels.
    stepModel: encodeModel(lowerLoop(program.step, { contributed: device === 'cpu' })),
    evaluationModel: encodeModel(lowerGraph({ output: program.evaluation })),
    perStep: program.step.perStep.map((node) => ({
      name: (node as graph.NodeOf<'Input'>).attributes.name,
      shape: node.shape,
    })),
    evaluationInputs: evaluationInputs.map((node) => ({ name: node.attributes.name, shape: node.shape })),
    initial,
    device,
    threads,
  };
  const worker = new Worker(new URL('./onnx-worker.js', import.meta.url), { workerData: setUp });
  const send = requester(worker);
  await send({ kind: 'ready' }, []).catch(async (error) => {
    await worker.terminate();
    throw error;
  });
  return {
    advance: async (steps, feeds) => {
      const buffers = Object.values(feeds).map((values) => values.buffer as ArrayBuffer);
      return (await send({ kind: 'advance', steps, feeds }, buffers)).values;
    },
    evaluate: async (feeds) => (await send({ kind: 'evaluate', feeds }, [])).values,
    readState: async () => (await send({ kind: 'readState' }, [])).state,
    close: async () => {
      await worker.terminate();
    },
  };
}

type ReplyTo<K extends Request['kind']> = Extract<Reply, { readonly kind: K }>;

/** Pairs every request with its reply; a worker that dies fails what is waiting and what comes after. */
function requester(worker: Worker) {
  const waiting = new Map<number, { resolve: (reply: Reply) => void; reject: (error: unknown) => void }>();
  let count = 0;
  let failure: SecateurError | undefined;
  const fail = (why: string, cause?: unknown) => {
    failure ??= new SecateurError('PROVIDER_FAILED', `The training engine stopped: ${why}`, { cause });
    for (const { reject } of waiting.values()) reject(failure);
    waiting.clear();
  };
  worker.on('error', (error) => fail(messageOf(error), error));
  worker.on('exit', (code) => fail(`its thread ended with code ${code}.`));
  worker.on('message', ({ id, reply, failure: refusal }: { id: number; reply?: Reply; failure?: Failure }) => {
    const request = waiting.get(id);
    waiting.delete(id);
    if (reply) request?.resolve(reply);
    else request?.reject(new SecateurError(refusal!.code, refusal!.message));
  });
  return <K extends Request['kind']>(request: Extract<Request, { kind: K }>, transfer: ArrayBuffer[]) =>
    new Promise<ReplyTo<K>>((resolve, reject) => {
      if (failure) {
        reject(failure);
        return;
      }
      const id = count++;
      waiting.set(id, { resolve: resolve as (reply: Reply) => void, reject });
      worker.postMessage({ id, request }, transfer);
    });
}
