import { parentPort, workerData } from 'node:worker_threads';
import { answerRequests } from './answer-requests.ts';
import type { SetUp } from './onnx-protocol.ts';
import { onnxRuntimeFor } from './onnx-runtimes.ts';
import { openSteps } from './onnx-steps.ts';

const setUp = workerData as SetUp;
const opening = onnxRuntimeFor(setUp.device, setUp.threads).then((runtime) => openSteps(runtime, setUp));
parentPort!.on(
  'message',
  answerRequests(opening, (answered) => parentPort!.postMessage(answered)),
);
