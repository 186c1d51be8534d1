import { type AdaptedModel, type AdaptOptions, adaptModel as adaptWith } from './adapt/adapt-model.ts';
import type { LabelledRows } from './adapt/check-adapting.ts';
import { wasmLibrary } from './engines/web/wasm-library.ts';
import { type WebEngineOptions, webEngine } from './engines/web/web-engine.ts';

export { type AdaptedModel, adaptedKey } from './adapt/adapt-model.ts';
export type { LabelledRows } from './adapt/check-adapting.ts';

export interface WebAdaptOptions extends Omit<AdaptOptions, 'signal'>, WebEngineOptions {
  readonly signal?: AbortSignal;
}

/**
 * `adaptModel` in a page: the steps run in a web worker, and nothing leaves the page. Without a bundler an import map has
 * to say where `onnxruntime-web/wasm`, `valibot` and `protobufjs/minimal.js` are. A content security policy needs
 * `'wasm-unsafe-eval'`. Errors as `adaptModel`, and DEPENDENCY_MISSING.
 */
export function adaptModel(
  model: Uint8Array,
  examples: LabelledRows,
  { onnxruntime, ...options }: WebAdaptOptions = {},
): Promise<AdaptedModel> {
  const engine = webEngine(onnxruntime === undefined ? {} : { onnxruntime });
  return adaptWith(model, examples, options, { engine, run });
}

async function run(model: Uint8Array, rows: Float32Array, columns: number): Promise<Float32Array> {
  const { InferenceSession, Tensor } = await wasmLibrary();
  const session = await InferenceSession.create(model, { executionProviders: ['wasm'] });
  try {
    const feed = new Tensor('float32', rows, [rows.length / columns, columns]);
    const results = await session.run({ [session.inputNames[0]!]: feed });
    return results[session.outputNames[0]!]!.data as Float32Array;
  } finally {
    await session.release();
  }
}
