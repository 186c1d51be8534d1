import { parentPort, workerData } from 'node:worker_threads';
import { isSecateurError, messageOf } from '../../core/index.ts';
import type { Failure, Request, SetUp } from './onnx-protocol.ts';
import { onnxRuntimeFor } from './onnx-runtimes.ts';
import { openSteps } from './onnx-steps.ts';

const setUp = workerData as SetUp;
const answering = onnxRuntimeFor(setUp.device, setUp.threads).then((runtime) => openSteps(runtime, setUp));
// Whoever asks gets the reason; unheard, it would end the thread before that.
answering.catch(() => undefined);

// One request at a time, in the order they came.
let queue: Promise<void> = Promise.resolve();
parentPort!.on('message', ({ id, request }: { id: number; request: Request }) => {
  queue = queue.then(async () => {
    try {
      const answer = await answering;
      parentPort!.postMessage({ id, reply: await answer(request) });
    } catch (error) {
      // An error loses its class on the way.
      const failure: Failure = isSecateurError(error)
        ? { code: error.code, message: error.message }
        : { code: 'PROVIDER_FAILED', message: `onnxruntime failed: ${withoutSourceLine(messageOf(error))}` };
      parentPort!.postMessage({ id, failure });
    }
  });
});

/** onnxruntime puts the C++ line and condition that failed before what it has to say. */
function withoutSourceLine(message: string): string {
  return message.replace(/^.* was false\. /, '').trim();
}
