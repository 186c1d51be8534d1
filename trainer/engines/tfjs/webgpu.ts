import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { Tfjs, TfjsBackend } from './library.ts';

/** What the package `webgpu` (Dawn for Node) offers. */
interface Dawn {
  create(options: readonly string[]): unknown;
  readonly globals: Readonly<Record<string, unknown>>;
}

/** TensorFlow.js's WebGPU backend. Node has no WebGPU of its own; the package `webgpu` gives it one. */
export async function loadWebgpu(): Promise<TfjsBackend> {
  const require = createRequire(import.meta.url);
  const { create, globals } = (await import(pathToFileURL(require.resolve('webgpu')).href)) as Dawn;
  Object.assign(globalThis, globals);
  const navigator = (globalThis as { navigator?: object }).navigator ?? {};
  Object.defineProperty(navigator, 'gpu', { value: create([]), configurable: true });
  Object.defineProperty(globalThis, 'navigator', { value: navigator, configurable: true });
  const tf = require('@tensorflow/tfjs-core') as Tfjs;
  require('@tensorflow/tfjs-backend-webgpu');
  if (!(await tf.setBackend('webgpu'))) throw new Error('no WebGPU adapter was found');
  return { tf, backend: 'webgpu' };
}
