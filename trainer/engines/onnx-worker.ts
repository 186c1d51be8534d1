import { parentPort, workerData } from 'node:worker_threads';
import { messageOf } from '../../core/index.ts';
import type { Request, SetUp } from './onnx-protocol.ts';
import { onnxRuntimeFor } from './onnx-runtimes.ts';
import { openSteps } from './onnx-steps.ts';

const setUp = workerData as SetUp;
const answering = onnxRuntimeFor(setUp.device, setUp.threads).then((runtime) => openSteps(runtime, setUp));

// One request at a time, in the order they came.
let queue: Promise<void> = Promise.resolve();
parentPort!.on('message', ({ id, request }: { id: number; request: Request }) => {
  queue = queue.then(async () => {
    try {
      const answer = await answering;
      parentPort!.postMessage({ id, reply: await answer(request) });
    } catch (error) {
      parentPort!.postMessage({ id, error: messageOf(error) });
    }
  });
});
