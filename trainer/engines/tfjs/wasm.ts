import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import type { Tfjs, TfjsBackend } from './library.ts';

/** TensorFlow.js's WebAssembly backend in Node: single-threaded, no installation beside two small packages. */
export async function loadWasm(): Promise<TfjsBackend> {
  const require = createRequire(import.meta.url);
  const tf = require('@tensorflow/tfjs-core') as Tfjs;
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  const folder = dirname(require.resolve('@tensorflow/tfjs-backend-wasm/package.json'));
  wasm.setWasmPaths(join(folder, 'dist', sep));
  if (!(await tf.setBackend('wasm'))) throw new Error('the WebAssembly backend does not start');
  return { tf, backend: 'wasm' };
}
