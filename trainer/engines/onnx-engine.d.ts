import type { Engine } from './engine.ts';
export interface OnnxEngineOptions {
    /** Threads onnxruntime uses; all cores by default. Small networks are faster with 1. */
    readonly threads?: number;
}
/**
 * The whole step, forward, backward and optimiser, as one ONNX model in onnxruntime-node. It runs in a worker thread,
 * because onnxruntime blocks the thread that calls it: progress and Ctrl-C stay live, and the next batches and noise are
 * made while the current steps run.
 */
export declare function onnxEngine({ threads }?: OnnxEngineOptions): Engine;
//# sourceMappingURL=onnx-engine.d.ts.map