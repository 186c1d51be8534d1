import { messageOf, SecateurError } from '../../../core/essentials.ts';

/**
 * onnxruntime-web's WebAssembly build.
 * @param address of its module; by default it is imported by name
 * @throws DEPENDENCY_MISSING
 */
export async function wasmLibrary(address?: string): Promise<typeof import('onnxruntime-web/wasm')> {
  try {
    // Bundlers cannot follow an address, and need not.
    return address === undefined
      ? await import('onnxruntime-web/wasm')
      : await import(/* @vite-ignore */ /* webpackIgnore: true */ address);
  } catch (error) {
    const remedy = 'Install it with: npm install onnxruntime-web. Without a bundler, say where it is';
    const what = `onnxruntime-web does not load (${messageOf(error)}). ${remedy} (option onnxruntime).`;
    throw new SecateurError('DEPENDENCY_MISSING', what, { cause: error });
  }
}
