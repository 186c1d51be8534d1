import { fileURLToPath } from 'node:url';
import { messageOf, SecateurError } from '../core/index.ts';
import { defaultCacheFolder } from './cache-folder.ts';
import { download } from './download/download.ts';
import type { DownloadOptions } from './download/download-options.ts';
import { folderStore } from './folder-store.ts';
import { type IsolateOptions, isolatedRuntimeFor } from './isolate/isolated-runtime.ts';
import { abortable, throwIfAborted } from './model/abortable.ts';
import type { LoadOptions, Model } from './model/contract.ts';
import type { DownloadReport } from './model/download-report.ts';
import { openModel } from './model/model.ts';
import { candidatesOf } from './model/placement.ts';
import { checkThreads, type ModelSource } from './model/session.ts';
import { refuseExternal } from './model-file/external-data.ts';
import { readModelSource } from './model-source.ts';
import { runtimeFor } from './node-runtime.ts';

/** Of downloads `signal` and `onProgress` speak of everything, not only of the download. */
export interface NodeLoadOptions extends LoadOptions, DownloadOptions {
  /**
   * The model runs in a process of its own (in Electron a utility process): a crash of the native library ends that process
   * and not this one, and the call is made once more in a new one, or fails with PROVIDER_FAILED. A call costs more by what
   * it takes to send rows and answers. False by default.
   */
  readonly isolate?: boolean | IsolateOptions;
  /** Where downloads are kept, the user's folder for caches by default. */
  readonly cacheFolder?: string;
  /** In place of the global one, for example to send authorization headers. */
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * Loads an ONNX model, Secateur's own or any other, from a path (with the weights beside it, if it has such), an address
 * (`file:`, `http:`, `https:`) or its bytes. docs/runtime.md
 * @throws FILE_NOT_FOUND, FILE_UNREADABLE, FORMAT_INVALID (not an ONNX model), UNSUPPORTED (an operator, format or device
 * that is not to be had), DEPENDENCY_MISSING, ARGUMENT_INVALID (an option), PROVIDER_FAILED, ABORTED, CHECK_FAILED
 * (`integrity`).
 */
export async function load(source: string | URL | Uint8Array, options: NodeLoadOptions = {}): Promise<Model> {
  checkOptions(options);
  const { threads = 1, device, signal, onProgress, isolate } = options;
  checkThreads(threads);
  const candidates = candidatesOf(device, 'node');
  const name = source instanceof Uint8Array ? (options.name ?? 'model') : String(source);
  throwIfAborted(signal, name);
  const { model, report } = await modelFrom(source, name, options);
  throwIfAborted(signal, name);
  onProgress?.({ stage: 'load', done: 0, total: 1 });
  const opening = openModel(model, {
    ...options,
    name,
    threads,
    candidates,
    runtimeFor: isolate ? isolatedRuntimeFor(isolate === true ? {} : isolate, signal) : runtimeFor,
  });
  const opened = await abortable(opening, { signal, name, late: (late) => late.dispose() });
  onProgress?.({ stage: 'load', done: 1, total: 1 });
  return report ? Object.assign(opened, { download: report }) : opened;
}

async function modelFrom(
  source: string | URL | Uint8Array,
  name: string,
  options: NodeLoadOptions,
): Promise<{ readonly model: ModelSource; readonly report?: DownloadReport }> {
  if (source instanceof Uint8Array) {
    refuseExternal(source, name);
    return { model: source };
  }
  if (typeof source !== 'string' && !(source instanceof URL)) {
    const remedy = 'Give its path, its address, or its bytes as a Uint8Array.';
    throw new SecateurError('ARGUMENT_INVALID', `A model cannot be loaded from ${typeof source}. ${remedy}`);
  }
  if (/^https?:/i.test(name)) {
    if (!URL.canParse(name)) throw new SecateurError('ARGUMENT_INVALID', `${name}: is no address.`);
    const { cache = true, cacheFolder = defaultCacheFolder('models') } = options;
    const { bytes, report } = await download(name, { ...options, store: cache ? folderStore(cacheFolder) : undefined });
    refuseExternal(bytes, name);
    return { model: bytes, report };
  }
  if (options.integrity !== undefined) {
    const remedy = 'Load it from an address, or leave the option out.';
    throw new SecateurError('ARGUMENT_INVALID', `${name}: \`integrity\` is checked of downloads only. ${remedy}`);
  }
  return { model: await readModelSource(pathOf(source, name)) };
}

/** What only callers of JavaScript can get wrong. @throws ARGUMENT_INVALID */
function checkOptions(options: NodeLoadOptions): void {
  const isRight =
    typeof options === 'object' &&
    options !== null &&
    ['undefined', 'function'].includes(typeof options.onProgress) &&
    (options.signal === undefined || typeof options.signal?.addEventListener === 'function');
  if (isRight) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    'The options are an object, signal an AbortSignal, onProgress a function.',
  );
}

function pathOf(source: string | URL, name: string): string {
  if (typeof source === 'string' && !/^file:/i.test(source)) return source;
  try {
    return fileURLToPath(source);
  } catch (error) {
    const what = `${name}: is no address of a file (${messageOf(error)})`;
    throw new SecateurError(
      'ARGUMENT_INVALID',
      `${what}. Give a path, or an address that begins with file:, http: or https:.`,
    );
  }
}
