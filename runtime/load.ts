import { readBytes } from '../files/index.ts';
import type { LoadOptions, Model } from './contract.ts';
import { openModel } from './model.ts';
import { runtimeFor } from './node-runtime.ts';
import { candidatesOf } from './placement.ts';
import { checkThreads } from './session.ts';

/**
 * Loads an ONNX model, Secateur's own or any other.
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID (not an ONNX model), UNSUPPORTED (an operator, format or device
 * that is not to be had), DEPENDENCY_MISSING, ARGUMENT_INVALID (`device`, `threads`, `width`), PROVIDER_FAILED.
 */
export async function load(pathOrBytes: string | Uint8Array, options: LoadOptions = {}): Promise<Model> {
  const { threads = 1, device, ...others } = options;
  checkThreads(threads);
  const candidates = candidatesOf(device, 'node');
  const isPath = typeof pathOrBytes === 'string';
  const bytes = isPath ? await readBytes(pathOrBytes) : pathOrBytes;
  const name = isPath ? pathOrBytes : 'model';
  return openModel(bytes, { ...others, name, threads, candidates, runtimeFor });
}
