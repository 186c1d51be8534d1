import { messageOf, SecateurError } from '../core/index.ts';
import type { Provider } from './contract.ts';
import type { Runtime } from './session.ts';
import { wasmRuntime } from './wasm-runtime.ts';

/** Imports the library behind a provider when it is first asked for. @throws DEPENDENCY_MISSING. */
export async function runtimeFor(provider: Provider, threads: number): Promise<Runtime> {
  switch (provider) {
    case 'node-cpu':
      return nodeRuntime();
    case 'web-wasm':
      return wasmRuntime(threads);
    default:
      provider satisfies never;
      throw new SecateurError('UNSUPPORTED', `There is no provider '${provider}'. Choose node-cpu or web-wasm.`);
  }
}

async function nodeRuntime(): Promise<Runtime> {
  const library = await import('onnxruntime-node').catch((error: unknown) => {
    const remedy = 'Install it with: npm install onnxruntime-node; where it has no binary, use the provider web-wasm.';
    const what = `The node-cpu provider needs the package onnxruntime-node (${messageOf(error)}). ${remedy}`;
    throw new SecateurError('DEPENDENCY_MISSING', what, { cause: error });
  });
  return {
    InferenceSession: library.InferenceSession,
    Tensor: library.Tensor,
    version: `onnxruntime-node ${library.env.versions.node}`,
  };
}
