import type { Engine } from '../engine.ts';
import type { Answered, SetUp } from '../onnx-protocol.ts';
import { setUpOf } from '../set-up.ts';
import { openSession, type WorkerPort } from '../worker-session.ts';

export interface WebEngineOptions {
  /**
   * The address of onnxruntime-web's module, for a page without a bundler: import maps do not reach into workers, but
   * `import.meta.resolve('onnxruntime-web/wasm')` says where the page's own leads. Where not given, the worker imports it by
   * its name, which a bundler resolves.
   */
  readonly onnxruntime?: string | URL;
}

/** What a worker is sent first. */
export interface WebSetUp {
  readonly setUp: SetUp;
  readonly onnxruntime?: string;
}

/** `onnxEngine` for pages: the same step graph on onnxruntime's WebAssembly build, in a web worker. */
export function webEngine({ onnxruntime }: WebEngineOptions = {}): Engine {
  return {
    name: 'onnx',
    start: async (program, initial) => {
      const setUp = setUpOf(program, { device: 'wasm', threads: 1 });
      if (onnxruntime === undefined) return openSession(startWorker({ setUp }), setUp, initial);
      const address = new URL(onnxruntime, location.href);
      return openSession(startWorker({ setUp, onnxruntime: address.href }), setUp, initial);
    },
  };
}

function startWorker(setUp: WebSetUp): WorkerPort {
  const worker = new Worker(new URL('./web-worker.js', import.meta.url), { type: 'module' });
  return {
    post: (asked, transfer) => worker.postMessage(asked, transfer),
    listen: (onAnswer, onFailure) => {
      worker.onmessage = ({ data }: MessageEvent<Answered>) => onAnswer(data);
      // A script that does not load has no message.
      worker.onerror = ({ message }) => onFailure(message || 'its worker script does not load.');
      worker.postMessage(setUp);
    },
    end: () => {
      worker.terminate();
      return undefined;
    },
  };
}
