import { SecateurError } from '../core/essentials.ts';
import { download } from './download/download.ts';
import type { DownloadOptions } from './download/download-options.ts';
import { pageStore } from './download/indexed-store.ts';
import { abortable, throwIfAborted } from './model/abortable.ts';
import type { LoadOptions, Model } from './model/contract.ts';
import { openModel } from './model/model.ts';
import { candidatesOf } from './model/placement.ts';
import { checkThreads } from './model/session.ts';
import { importBuild, pageRuntime } from './page-runtime.ts';

export type { DownloadOptions } from './download/download-options.ts';
export { clearDownloads } from './download/indexed-store.ts';
export type * from './model/contract.ts';
export type { DownloadReport } from './model/download-report.ts';
export type { ModelMetadata } from './model-file/metadata.ts';

/** `device` is one of a page: `wasm`, `webgpu`, `webnn`, or `auto`, which tries them in this order. */
export interface WebLoadOptions extends LoadOptions, DownloadOptions {
  /**
   * Where onnxruntime-web's `dist` folder is served, for what has neither a bundler nor an import map: workers of pages
   * without a bundler, above all, since import maps do not reach into them.
   */
  readonly onnxruntimeFolder?: string | URL;
  /** In place of the global one, for example to send authorization headers. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Loads an ONNX model in a page or a dedicated worker, on the build of onnxruntime-web that its device needs, which is
 * imported then (docs/runtime-web.md).
 * @throws as `load` of Node, and as `download`: ABORTED, CHECK_FAILED.
 */
export async function load(urlOrBytes: string | URL | Uint8Array, options: WebLoadOptions = {}): Promise<Model> {
  const { threads, device = 'auto', signal, onnxruntimeFolder } = options;
  if (threads !== undefined) checkThreads(threads);
  const candidates = candidatesOf(device, 'web');
  // While the model is on its way; where it fails it fails again when the library is needed.
  if (candidates[0] === 'web-wasm') importBuild('web-wasm', onnxruntimeFolder).catch(() => undefined);
  const { name, bytes, report } = await bytesOf(urlOrBytes, options);
  throwIfAborted(signal, name);
  const opening = openModel(bytes, {
    ...options,
    name,
    threads: threads ?? 1,
    candidates,
    runtimeFor: (provider) => pageRuntime(provider, { threads, isLenient: device === 'auto', onnxruntimeFolder }),
  });
  const model = await abortable(opening, { signal, name, late: (late) => late.dispose() });
  return report ? Object.assign(model, { download: report }) : model;
}

async function bytesOf(urlOrBytes: string | URL | Uint8Array, options: WebLoadOptions) {
  if (urlOrBytes instanceof Uint8Array) return { name: options.name ?? 'model', bytes: urlOrBytes };
  if (typeof urlOrBytes !== 'string' && !(urlOrBytes instanceof URL)) {
    const remedy = 'Give its address, or its bytes as a Uint8Array: new Uint8Array(buffer).';
    throw new SecateurError('ARGUMENT_INVALID', `A model cannot be loaded from ${typeof urlOrBytes}. ${remedy}`);
  }
  const name = String(urlOrBytes);
  const url = absolute(name);
  const isKept = options.cache !== false && /^https?:/.test(url);
  const { bytes, report } = await download(url, { ...options, ...(isKept && (await pageStore())) });
  return { name, bytes, report };
}

function absolute(address: string): string {
  try {
    return new URL(address, globalThis.document?.baseURI ?? globalThis.location?.href).href;
  } catch (error) {
    throw new SecateurError('ARGUMENT_INVALID', `'${address}' is no address. Give one like /models/digits.onnx.`, {
      cause: error,
    });
  }
}
