import { messageOf, SecateurError } from '../core/essentials.ts';
import type { LoadOptions, Model } from './contract.ts';
import { openModel } from './model.ts';
import { candidatesOf } from './placement.ts';
import type { Provider } from './providers.ts';
import { checkThreads, type Runtime } from './session.ts';
import { wasmRuntime } from './wasm-runtime.ts';

export type * from './contract.ts';
export type { ModelMetadata } from './metadata.ts';

/**
 * Loads an ONNX model in a browser page or worker, on onnxruntime-web's WebAssembly build. Works without a bundler: an
 * import map has to say where `onnxruntime-web/wasm` is. A content security policy needs `'wasm-unsafe-eval'`; more
 * than one thread needs a cross-origin isolated page.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID, UNSUPPORTED, DEPENDENCY_MISSING, ARGUMENT_INVALID,
 * PROVIDER_FAILED.
 */
export async function load(urlOrBytes: string | URL | Uint8Array, options: LoadOptions = {}): Promise<Model> {
  const { threads = 1, device, ...others } = options;
  checkThreads(threads);
  const candidates = candidatesOf(device, 'web');
  const isBytes = urlOrBytes instanceof Uint8Array;
  const name = isBytes ? 'model' : String(urlOrBytes);
  const bytes = isBytes ? urlOrBytes : await download(name);
  return openModel(bytes, { ...others, name, threads, candidates, runtimeFor });
}

async function runtimeFor(provider: Provider, threads: number): Promise<Runtime> {
  if (provider === 'web-wasm') return wasmRuntime(threads);
  throw new SecateurError('UNSUPPORTED', `There is no provider ${provider} in pages.`);
}

async function download(url: string): Promise<Uint8Array> {
  try {
    const response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    const code = response.status === 404 ? 'FILE_NOT_FOUND' : 'FILE_UNREADABLE';
    throw new SecateurError(code, `${url}: the server answered ${response.status}. Check the address.`);
  } catch (error) {
    if (error instanceof SecateurError) throw error;
    const remedy = 'Check the address, the connection and the CORS headers of the server.';
    throw new SecateurError('FILE_UNREADABLE', `${url}: cannot be downloaded (${messageOf(error)}). ${remedy}`, {
      cause: error,
    });
  }
}
