import { messageOf, SecateurError } from '../../core/essentials.ts';
import type { Provider } from './providers.ts';
import type { Runtime } from './session.ts';

export type Library = typeof import('onnxruntime-web/wasm');

export interface WasmOptions {
  readonly provider: Provider;
  readonly importLibrary: () => Promise<Library>;
  /** What kept the library itself from starting; undefined where it is the model that fails. Default: it is the model. */
  readonly explainStart?: (error: unknown) => SecateurError | undefined;
  /** Whether fewer threads than asked for will do; the runtime then says why. */
  readonly isLenient?: boolean;
  /** Why there can be only one thread. */
  readonly whyOneThread?: string | undefined;
}

/** A build starts its threads once, with the first session. */
const threadsInUse = new WeakMap<Library, number>();

/**
 * A build of onnxruntime-web, imported when it is first asked for.
 * @param threads as many as the library runs with already, or 1, where not given
 * @throws DEPENDENCY_MISSING, UNSUPPORTED (threads that cannot be had), ARGUMENT_INVALID (an earlier model fixed another number).
 */
export async function wasmRuntime(threads: number | undefined, options: WasmOptions): Promise<Runtime> {
  const { provider, importLibrary, explainStart } = options;
  const library = await importLibrary().catch((error: unknown) => {
    const remedy = 'Install it with: npm install onnxruntime-web';
    const what = `The ${provider} provider needs the package onnxruntime-web (${messageOf(error)}). ${remedy}`;
    throw new SecateurError('DEPENDENCY_MISSING', what, { cause: error });
  });
  const { granted, reason } = grant(threads, threadsInUse.get(library), options);
  threadsInUse.set(library, granted);
  library.env.wasm.numThreads = granted;
  return {
    create: async (model, options) => {
      const [bytes, files] = model instanceof Uint8Array ? [model, []] : [model.bytes, await model.readFiles()];
      return library.InferenceSession.create(bytes, { ...options, externalData: files }).catch((error: unknown) => {
        throw explainStart?.(error) ?? error;
      });
    },
    Tensor: library.Tensor,
    version: `onnxruntime-web ${library.env.versions.web}`,
    ...(reason !== undefined && { reduced: `${granted} thread(s) in place of ${threads}: ${reason}` }),
  };
}

function grant(
  asked: number | undefined,
  inUse: number | undefined,
  { isLenient, whyOneThread }: WasmOptions,
): { granted: number; reason?: string } {
  if (asked === undefined || asked === inUse) return { granted: inUse ?? 1 };
  if (inUse !== undefined) {
    const reason = `the WebAssembly runtime already runs with ${inUse}, and cannot change that.`;
    if (isLenient) return { granted: inUse, reason };
    const what = `${asked} thread(s) cannot be had: ${reason}`;
    throw new SecateurError('ARGUMENT_INVALID', `${what} Load every WebAssembly model with the same number.`);
  }
  if (asked === 1 || whyOneThread === undefined) return { granted: asked };
  if (isLenient) return { granted: 1, reason: whyOneThread };
  throw new SecateurError('UNSUPPORTED', `${asked} threads cannot be had: ${whyOneThread}`);
}
