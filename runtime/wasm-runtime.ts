import { messageOf, SecateurError } from '../core/essentials.ts';
import type { Runtime } from './session.ts';

let threadsInUse: number | undefined;

/**
 * onnxruntime-web's WebAssembly build (14 MB, against 28 MB of the default one).
 * @param importLibrary replaceable, so that its absence can be tested.
 * @throws DEPENDENCY_MISSING, ARGUMENT_INVALID when an earlier model of this process fixed another number of threads.
 */
export async function wasmRuntime(
  threads: number,
  importLibrary: () => Promise<typeof import('onnxruntime-web/wasm')> = () => import('onnxruntime-web/wasm'),
): Promise<Runtime> {
  const library = await importLibrary().catch((error: unknown) => {
    const remedy = 'Install it with: npm install onnxruntime-web';
    const what = `The web-wasm provider needs the package onnxruntime-web (${messageOf(error)}). ${remedy}`;
    throw new SecateurError('DEPENDENCY_MISSING', what, { cause: error });
  });
  if (threadsInUse !== undefined && threadsInUse !== threads) {
    const what = `The WebAssembly runtime already runs with ${threadsInUse} thread(s), so ${threads} cannot be had.`;
    throw new SecateurError('ARGUMENT_INVALID', `${what} Load every web-wasm model of a process with the same number.`);
  }
  threadsInUse = threads;
  library.env.wasm.numThreads = threads;
  return {
    create: (bytes, options) => library.InferenceSession.create(bytes, options),
    Tensor: library.Tensor,
    version: `onnxruntime-web ${library.env.versions.web}`,
  };
}
