import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { messageOf, SecateurError } from '../core/index.ts';
import { type Provider, providers } from './model/providers.ts';
import type { Runtime } from './model/session.ts';
import { wasmRuntime } from './model/wasm-runtime.ts';

/** Imports the library behind a provider when it is first asked for. @throws DEPENDENCY_MISSING, UNSUPPORTED. */
export async function runtimeFor(provider: Provider, threads: number): Promise<Runtime> {
  // In Node the package's main entry is the one build that can start threads there.
  if (provider === 'web-wasm')
    return wasmRuntime(threads, { provider, importLibrary: () => import('onnxruntime-web') });
  if (providers[provider]?.library === 'onnxruntime-node') return nodeRuntime(provider);
  throw new SecateurError('UNSUPPORTED', `The provider '${provider}' does not exist in Node.`);
}

async function nodeRuntime(provider: Provider): Promise<Runtime> {
  const library = await import('onnxruntime-node').catch((error: unknown) => {
    const remedy = "Install it with: npm install onnxruntime-node; where it has no binary, use the device 'wasm'.";
    const what = `The ${provider} provider needs the package onnxruntime-node (${messageOf(error)}). ${remedy}`;
    throw new SecateurError('DEPENDENCY_MISSING', what, { cause: error });
  });
  const { executionProvider } = providers[provider];
  const backends = library.listSupportedBackends().map(({ name }) => name);
  if (!backends.includes(executionProvider)) {
    const what = `onnxruntime-node has no ${provider} provider on ${process.platform} ${process.arch}`;
    throw new SecateurError('UNSUPPORTED', `${what}, only ${backends.join(', ')}. Choose one of these.`);
  }
  if (provider === 'node-cuda') checkCudaLibraries();
  return {
    create: (model, options) =>
      model instanceof Uint8Array
        ? library.InferenceSession.create(model, options)
        : library.InferenceSession.create(model.path, options),
    Tensor: library.Tensor,
    version: `onnxruntime-node ${library.env.versions.node}`,
  };
}

/** onnxruntime itself would write to the terminal, and throw an error that does not say what is missing. */
function checkCudaLibraries(): void {
  const installed = dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json'));
  const folder = join(installed, 'bin', 'napi-v6', process.platform, process.arch);
  const library = join(folder, 'libonnxruntime_providers_cuda.so');
  if (process.platform !== 'linux' || !existsSync(folder) || existsSync(library)) return;
  const remedy =
    'Install them with: node node_modules/onnxruntime-node/script/install --onnxruntime-node-install=cuda12';
  const what = 'The node-cuda provider needs the CUDA libraries of onnxruntime-node, which are not installed';
  throw new SecateurError('DEPENDENCY_MISSING', `${what}. ${remedy}`);
}
