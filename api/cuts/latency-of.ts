import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Latency, profile } from '../../runtime/index.ts';

/** How long a model that is not in a file yet takes on this machine, one row a call, in processes of its own. */
export async function latencyOf(model: Uint8Array, signal: AbortSignal | undefined): Promise<Latency> {
  const folder = await mkdtemp(join(tmpdir(), 'secateur-budget-'));
  try {
    const path = join(folder, 'cut.onnx');
    await writeFile(path, model);
    const [measured] = await profile([path], signal ? { signal } : {});
    return measured!.latencyMs;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
