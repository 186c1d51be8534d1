import { parentPort, workerData } from 'node:worker_threads';
import { InferenceSession, Tensor as OrtTensor } from 'onnxruntime-node';
import { messageOf } from '../../core/index.ts';
import { recordName, stateOutput, stepsName } from '../../onnx/index.ts';
import type { NamedShape, Reply, Request, SetUp } from './onnx-worker-protocol.ts';

const setUp = workerData as SetUp;
const options: InferenceSession.SessionOptions = {
  intraOpNumThreads: setUp.threads,
  interOpNumThreads: 1,
  // Spinning threads burn the core on which the next batches are made: on a busy machine it doubles the time of a step.
  extra: { session: { 'intra_op.allow_spinning': '0' } },
};
const sessions = Promise.all([
  InferenceSession.create(setUp.stepModel, options),
  InferenceSession.create(setUp.evaluationModel, options),
]);

let state: Record<string, OrtTensor> = Object.fromEntries(
  Object.entries(setUp.initial).map(([name, { shape, data }]) => [name, new OrtTensor('float32', data, shape)]),
);

async function answer(request: Request): Promise<Reply> {
  const [step, evaluation] = await sessions;
  switch (request.kind) {
    case 'ready':
      return { kind: 'ready' };
    case 'advance': {
      const feeds: Record<string, OrtTensor> = {
        ...state,
        [stepsName]: new OrtTensor('int64', BigInt64Array.of(BigInt(request.steps)), []),
      };
      for (const { name, shape } of setUp.perStep) {
        feeds[name] = new OrtTensor('float32', request.feeds[name]!, [request.steps, ...shape]);
      }
      const results = await step.run(feeds);
      state = Object.fromEntries(Object.keys(state).map((name) => [name, results[stateOutput(name)] as OrtTensor]));
      return { kind: 'advance', values: results[recordName]!.data as Float32Array };
    }
    case 'evaluate': {
      const feed = ({ name, shape }: NamedShape): [string, OrtTensor] => [
        name,
        state[name] ?? new OrtTensor('float32', request.feeds[name]!, shape),
      ];
      const results = await evaluation.run(Object.fromEntries(setUp.evaluationInputs.map(feed)));
      return { kind: 'evaluate', values: results['output']!.data as Float32Array };
    }
    case 'readState': {
      const entries = Object.entries(state).map(([name, tensor]) => [
        name,
        { shape: [...tensor.dims], data: tensor.data as Float32Array },
      ]);
      return { kind: 'readState', state: Object.fromEntries(entries) };
    }
    default:
      return request satisfies never;
  }
}

// One request at a time, in the order they came.
let queue: Promise<void> = Promise.resolve();
parentPort!.on('message', ({ id, request }: { id: number; request: Request }) => {
  queue = queue.then(async () => {
    try {
      parentPort!.postMessage({ id, reply: await answer(request) });
    } catch (error) {
      parentPort!.postMessage({ id, error: messageOf(error) });
    }
  });
});
