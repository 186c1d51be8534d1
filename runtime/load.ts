import { readBytes } from '../files/index.ts';
import type { LoadOptions, Model, Provider } from './contract.ts';
import { openModel } from './model.ts';
import { runtimeFor } from './node-runtime.ts';
import { checkThreads } from './session.ts';

/**
 * Loads an ONNX model, Secateur's own or any other.
 * @param options.provider `node-cpu` by default; `web-wasm` needs the package onnxruntime-web.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID (not an ONNX model), UNSUPPORTED (an operator or format this
 * runtime does not have), DEPENDENCY_MISSING, ARGUMENT_INVALID (`threads`, `width`), PROVIDER_FAILED.
 */
export async function load(
  pathOrBytes: string | Uint8Array,
  options: LoadOptions & { readonly provider?: Provider } = {},
): Promise<Model> {
  const { provider = 'node-cpu', threads = 1, width } = options;
  checkThreads(threads);
  const isPath = typeof pathOrBytes === 'string';
  const bytes = isPath ? await readBytes(pathOrBytes) : pathOrBytes;
  const runtime = await runtimeFor(provider, threads);
  return openModel(runtime, bytes, { name: isPath ? pathOrBytes : 'model', provider, threads, width });
}
