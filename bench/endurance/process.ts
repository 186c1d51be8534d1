import { columnCount, SecateurError } from '../../core/index.ts';
import { readBytes } from '../../files/index.ts';
import { load } from '../../runtime/index.ts';
import { rowsToCallWith } from '../overhead/model.ts';
import { answerTask } from '../support/tasks.ts';

export interface EnduranceRequest {
  readonly modelFile: string;
  readonly device: 'cpu' | 'wasm';
  /** `load` and `predict`, or sessions of onnxruntime with nothing around them. */
  readonly contender: 'secateur' | 'bare';
  readonly calls: number;
  readonly cycles: number;
}

/** Memory of the process once everything thrown away is swept up. */
export interface MemorySample {
  /** Calls, or cycles, so far. */
  readonly done: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  /** Memory of JavaScript's typed arrays, a WebAssembly runtime's among it. */
  readonly arrayBytes: number;
}

export interface EnduranceResult {
  readonly calls: readonly MemorySample[];
  readonly cycles: readonly MemorySample[];
}

const samples = 20;
await answerTask(endure);

/** A million calls on one model, then a hundred models loaded, asked once and disposed of, in this one process. */
async function endure({ modelFile, device, contender, calls, cycles }: EnduranceRequest): Promise<EnduranceResult> {
  const bytes = await readBytes(modelFile);
  const open = contender === 'bare' ? await bareSessions(device) : models(device);
  await using model = await open(bytes);
  const rows = rowsToCallWith(model.width);
  const ofCalls = await sampled(calls, async (call) => {
    await model.answer(rows[call % rows.length]!);
  });
  const ofCycles = await sampled(cycles, async (cycle) => {
    await using fresh = await open(bytes);
    await fresh.answer(rows[cycle % rows.length]!);
  });
  return { calls: ofCalls, cycles: ofCycles };
}

interface Opened extends AsyncDisposable {
  readonly width: number;
  answer(row: Float32Array): Promise<unknown>;
}
type Open = (bytes: Uint8Array) => Promise<Opened>;

function models(device: EnduranceRequest['device']): Open {
  return async (bytes) => {
    const model = await load(bytes, { device });
    if (!model.metadata) throw new SecateurError('UNSUPPORTED', "The model is none of Secateur's.");
    const width = columnCount(model.metadata.input);
    return { width, answer: (row) => model.predict(row), [Symbol.asyncDispose]: model.dispose };
  };
}

async function bareSessions(device: EnduranceRequest['device']): Promise<Open> {
  const { env, InferenceSession, Tensor } = await (device === 'cpu'
    ? import('onnxruntime-node')
    : import('onnxruntime-web/wasm'));
  env.wasm.numThreads = 1;
  return async (bytes) => {
    const session = await InferenceSession.create(bytes, { executionProviders: [device], intraOpNumThreads: 1 });
    const [input] = session.inputMetadata;
    const width = input?.isTensor ? Number(input.shape[1]) : 0;
    return {
      width,
      answer: (row) =>
        session.run({ [session.inputNames[0]!]: new Tensor('float32', row, [1, width]) }, ['probabilities']),
      [Symbol.asyncDispose]: () => session.release(),
    };
  };
}

async function sampled(total: number, work: (index: number) => Promise<void>): Promise<MemorySample[]> {
  const every = Math.max(1, Math.floor(total / samples));
  const found: MemorySample[] = [await sample(0)];
  for (let index = 0; index < total; index++) {
    await work(index);
    if ((index + 1) % every === 0) found.push(await sample(index + 1));
  }
  return found;
}

async function sample(done: number): Promise<MemorySample> {
  // A turn of the event loop, so that what was awaited is let go as well.
  await new Promise((resolve) => setImmediate(resolve));
  globalThis.gc!();
  const { rss, heapUsed, arrayBuffers } = process.memoryUsage();
  return { done, rssBytes: rss, heapBytes: heapUsed, arrayBytes: arrayBuffers };
}
