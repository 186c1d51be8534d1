import { createRequire } from 'node:module';
import util from 'node:util';
import { messageOf } from '../../../core/index.ts';
import type { Tfjs, TfjsBackend } from './library.ts';

/** The binding to libtensorflow that is there: the one for GPUs first, which also computes on the CPU. */
const packages = ['@tensorflow/tfjs-node-gpu', '@tensorflow/tfjs-node'];

/** @param device `cuda` only where TensorFlow sees a GPU */
export async function loadNative(device: 'cpu' | 'cuda'): Promise<TfjsBackend> {
  restoreRemovedHelpers();
  const tf = requireFirst(device === 'cuda' ? packages.slice(0, 1) : packages);
  await tf.setBackend('tensorflow');
  if (device === 'cuda' && !(tf.backend() as { isUsingGpuDevice?: boolean }).isUsingGpuDevice) {
    throw new Error('TensorFlow sees no GPU that it can use; its builds need CUDA 11 and cuDNN 8');
  }
  return { tf, backend: 'tensorflow' };
}

function requireFirst(names: readonly string[]): Tfjs {
  const require = createRequire(import.meta.url);
  const reasons: string[] = [];
  for (const name of names) {
    try {
      return require(name) as Tfjs;
    } catch (error) {
      reasons.push(`${name}: ${messageOf(error).split('\n')[0]}`);
    }
  }
  throw new Error(reasons.join('; '));
}

/** Node 23 removed two helpers that the released tfjs-node still calls (tensorflow/tfjs issue 8609). */
function restoreRemovedHelpers(): void {
  const helpers = util as unknown as Record<string, unknown>;
  helpers['isNullOrUndefined'] ??= (value: unknown) => value === null || value === undefined;
  helpers['isArray'] ??= Array.isArray;
}
