import { answerRequests } from '../answer-requests.ts';
import type { Asked } from '../onnx-protocol.ts';
import type { OnnxRuntime } from '../onnx-runtime.ts';
import { openSteps } from '../onnx-steps.ts';
import { wasmLibrary } from './wasm-library.ts';
import type { WebSetUp } from './web-engine.ts';

/** The first message says what to run, the others ask. */
addEventListener(
  'message',
  ({ data }: MessageEvent<WebSetUp>) => {
    const answer = answerRequests(
      runtimeFor(data).then((runtime) => openSteps(runtime, data.setUp)),
      (answered, transfer) => postMessage(answered, { transfer }),
    );
    addEventListener('message', ({ data: asked }: MessageEvent<Asked>) => answer(asked));
  },
  { once: true },
);

async function runtimeFor({ onnxruntime, setUp }: WebSetUp): Promise<OnnxRuntime> {
  const { env, InferenceSession, Tensor } = await wasmLibrary(onnxruntime);
  env.wasm.numThreads = setUp.threads;
  return { InferenceSession, Tensor, options: { executionProviders: ['wasm'] } };
}
