import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { inTemporaryFolder, readText } from '../../files/index.ts';
import { openModel } from '../model/model.ts';
import { readModelSource } from '../model-source.ts';
import { runtimeFor } from '../node-runtime.ts';
import { callsFor } from './round/calls.ts';
import type { TracePlan, TraceResult } from './round/messages.ts';

/** Calls that are traced; those that settle the session before them are traced as well and left out later. */
export const tracedCalls = 200;
const settlingCalls = 50;

/**
 * Runs a model with onnxruntime's own profiler on.
 * @throws FILE_NOT_FOUND when it wrote nothing, and what `load` throws
 */
export async function traceCalls(plan: TracePlan): Promise<TraceResult> {
  const { file: name, provider, threads, width } = plan;
  return inTemporaryFolder('trace', async (folder) => {
    const runtime = await runtimeFor(provider, threads);
    const bytes = await readModelSource(name);
    const model = await openModel(bytes, {
      name,
      candidates: [provider],
      threads,
      runtimeFor: async () => runtime,
      traceFile: join(folder, 'trace'),
      ...(width !== undefined && { width }),
    });
    const { calls } = callsFor(model, plan);
    for (let call = 0; call < settlingCalls + tracedCalls; call++) await calls[call % calls.length]!();
    // The trace is written when the session goes.
    await model.dispose();
    const [file] = await readdir(folder);
    return { trace: await readText(join(folder, file ?? 'trace')) };
  });
}
