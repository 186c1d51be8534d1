import { messageOf, SecateurError } from '../core/essentials.ts';
import { type Provider, providers } from './model/providers.ts';
import type { Runtime } from './model/session.ts';
import { type Library, wasmRuntime } from './model/wasm-runtime.ts';

export interface PageOptions {
  readonly threads: number | undefined;
  /** Whether fewer threads will do. */
  readonly isLenient: boolean;
  /** The folder of onnxruntime-web's files, where its name leads nowhere. */
  readonly onnxruntimeFolder: string | URL | undefined;
}

/** What a page knows of accelerators; both are absent on insecure origins. */
interface Accelerators {
  readonly gpu?: { requestAdapter(): Promise<object | null> };
  readonly ml?: { createContext(): Promise<object> };
}

/** The library behind a provider, in the build that is needed. @throws UNSUPPORTED, and as `wasmRuntime`. */
export async function pageRuntime(provider: Provider, options: PageOptions): Promise<Runtime> {
  const { threads, isLenient, onnxruntimeFolder: folder } = options;
  if (providers[provider].library !== 'onnxruntime-web') {
    const what = `The device '${providers[provider].device}' cannot be had in pages`;
    throw new SecateurError('UNSUPPORTED', `${what}, only wasm, webgpu and webnn. Choose one of these.`);
  }
  if (provider !== 'web-wasm') await checkAccelerator(provider);
  const importLibrary = () => importBuild(provider, folder);
  return wasmRuntime(threads, { provider, isLenient, whyOneThread: whyOneThread(), importLibrary, explainStart });
}

/**
 * The smallest build that has the provider: WebAssembly alone is 14 MB, with accelerators 27 MB.
 * @param folder as `PageOptions.onnxruntimeFolder`
 */
export function importBuild(provider: Provider, folder: string | URL | undefined): Promise<Library> {
  if (provider === 'web-wasm') {
    return folder ? importFrom(folder, 'ort.wasm.bundle.min.mjs') : import('onnxruntime-web/wasm');
  }
  return folder ? importFrom(folder, 'ort.webgpu.bundle.min.mjs') : import('onnxruntime-web/webgpu');
}

/** Bundlers cannot follow an address, and need not. */
function importFrom(folder: string | URL, file: string): Promise<Library> {
  const base = new URL(folder, globalThis.location?.href);
  const address = new URL(file, base.href.endsWith('/') ? base : `${base.href}/`).href;
  return import(/* @vite-ignore */ /* webpackIgnore: true */ address);
}

function whyOneThread(): string | undefined {
  if (globalThis.crossOriginIsolated !== false) return undefined;
  const headers = 'Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp';
  return `threads share memory, which a page may only do that is served with the headers ${headers}.`;
}

/** Before the larger build of the library is downloaded for nothing. */
async function checkAccelerator(provider: Provider): Promise<void> {
  const { gpu, ml } = (globalThis.navigator ?? {}) as Accelerators;
  const isGpu = provider === 'web-webgpu';
  const name = isGpu ? 'WebGPU' : 'WebNN';
  if (!(isGpu ? gpu : ml)) {
    const where = globalThis.isSecureContext === false ? 'in pages of an insecure origin (serve it by https)' : 'here';
    throw new SecateurError('UNSUPPORTED', `This browser has no ${name} ${where}. Choose the device 'wasm'.`);
  }
  const found = await (isGpu ? gpu!.requestAdapter() : ml!.createContext()).catch(() => null);
  if (found) return;
  throw new SecateurError('UNSUPPORTED', `This browser's ${name} finds no device to run on. Choose the device 'wasm'.`);
}

/** What kept the library itself from starting; undefined where it is the model that fails. */
function explainStart(error: unknown): SecateurError | undefined {
  const message = messageOf(error);
  if (/Content Security Policy|unsafe-eval/i.test(message)) {
    const what = "The page's content security policy forbids WebAssembly.";
    const remedy = "Add 'wasm-unsafe-eval' to its script-src.";
    return new SecateurError('PROVIDER_FAILED', `${what} ${remedy}`, { cause: error });
  }
  if (/fetching of the wasm failed|expected magic word|dynamically imported module/i.test(message)) {
    const what = `onnxruntime-web's WebAssembly file is not beside its module (${message}).`;
    const remedy = 'Serve its dist folder, and let no bundler move only one of them (docs/runtime-web.md).';
    return new SecateurError('DEPENDENCY_MISSING', `${what} ${remedy}`, { cause: error });
  }
  return undefined;
}
