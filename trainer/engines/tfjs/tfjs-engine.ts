import { messageOf, SecateurError } from '../../../core/index.ts';
import type { Device } from '../device.ts';
import type { Engine } from '../engine.ts';
import type { TfjsBackend } from './library.ts';
import { loadNative } from './native.ts';
import { openTfjs } from './tfjs-session.ts';
import { loadWasm } from './wasm.ts';
import { loadWebgpu } from './webgpu.ts';

const loaders: Readonly<Record<Device, () => Promise<TfjsBackend>>> = {
  cuda: () => loadNative('cuda'),
  cpu: () => loadNative('cpu'),
  webgpu: loadWebgpu,
  wasm: loadWasm,
};

/**
 * The same graph, interpreted with TensorFlow.js operations: the independent check of the ONNX engine, and a trainer on
 * GPUs that TensorFlow has builds for. Gradients are the graph's own.
 */
export function tfjsEngine({ device }: { readonly device: Device }): Engine {
  return {
    name: 'tfjs',
    start: async (program, initial) => {
      const backend = await typed('does not load', loaders[device]);
      const failing = 'failed';
      const session = await typed(failing, () => openTfjs(backend, program, initial));
      return {
        advance: (steps, feeds) => typed(failing, () => session.advance(steps, feeds)),
        evaluate: (feeds) => typed(failing, () => session.evaluate(feeds)),
        readState: (names) => typed(failing, () => session.readState(names)),
        close: session.close,
      };
    },
  };
}

/** Whatever TensorFlow.js throws, for example for want of memory, as an error of ours. */
async function typed<T>(what: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw new SecateurError('PROVIDER_FAILED', `TensorFlow.js ${what}: ${messageOf(error)}`, { cause: error });
  }
}
