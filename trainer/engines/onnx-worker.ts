import { parentPort, workerData } from 'node:worker_threads';
import { answerRequests } from './answer-requests.ts';
import { firstStepChecked } from './first-step-checked.ts';
import { nodeStepping } from './node-stepping.ts';
import type { SetUp } from './onnx-protocol.ts';
import { onnxRuntimeFor } from './onnx-runtimes.ts';
import { openSteps } from './onnx-steps.ts';

const setUp = workerData as SetUp;
const { device, threads } = setUp;
const openOn = async (place: typeof device) => openSteps(await onnxRuntimeFor(place, threads), setUp, nodeStepping);
const isProcessor = device === 'cpu' || device === 'wasm';
const opening = openOn(device).then((answer) =>
  isProcessor ? answer : firstStepChecked(device, answer, () => openOn('cpu')),
);
parentPort!.on(
  'message',
  answerRequests(opening, (answered, transfer) => parentPort!.postMessage(answered, transfer)),
);
