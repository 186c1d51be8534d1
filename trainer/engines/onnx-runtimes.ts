import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { freeBuffers } from '../free-buffers.ts';
import { importOnnxruntime } from '../import-onnxruntime.ts';
import type { Device } from './device.ts';
import type { OnnxRuntime } from './onnx-runtime.ts';

/** The onnxruntime package for a device, in Node. Rejects with whatever keeps it from loading. */
export async function onnxRuntimeFor(device: Device, threads: number): Promise<OnnxRuntime> {
  if (device === 'wasm') {
    const { env, InferenceSession, Tensor } = await import('onnxruntime-web/wasm');
    env.wasm.numThreads = threads;
    return { InferenceSession, Tensor, options: { executionProviders: ['wasm'] } };
  }
  const { InferenceSession, Tensor } = await importOnnxruntime();
  if (device === 'cuda') checkCudaLibraries();
  const options = {
    executionProviders: [device],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    // A GPU leaves some nodes to the CPU; onnxruntime would warn of it with every session.
    ...(device !== 'cpu' && { logSeverityLevel: 3 as const }),
    // Blocks by a plan made beforehand come on top of the arena, which takes up each tensor's space when it is let go.
    enableMemPattern: false,
    // Spinning threads burn the core on which the next batches are made: on a busy machine it doubles the time of a step.
    extra: { session: { 'intra_op.allow_spinning': '0' } },
  };
  if (device !== 'cpu') return { InferenceSession, Tensor, options };
  // What an arena has held once it keeps, and an evaluation happens once an epoch.
  const evaluationOptions = { ...options, enableCpuMemArena: false };
  return { InferenceSession, Tensor, options, evaluationOptions, free: freeBuffers };
}

/** onnxruntime itself would write an error to the terminal and throw one that does not say what is missing. */
function checkCudaLibraries(): void {
  const installed = createRequire(import.meta.url).resolve('onnxruntime-node/package.json');
  const folder = join(dirname(installed), 'bin', 'napi-v6', process.platform, process.arch);
  if (
    process.platform === 'linux' &&
    existsSync(folder) &&
    !existsSync(join(folder, 'libonnxruntime_providers_cuda.so'))
  ) {
    throw new Error('its CUDA libraries are not installed');
  }
}
