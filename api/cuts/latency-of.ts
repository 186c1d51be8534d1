import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inTemporaryFolder } from '../../files/index.ts';
import { type Latency, type Profile, type ProfileOptions, profile } from '../../runtime/index.ts';

/** How long a model that is not in a file yet takes on this machine, one row a call, in processes of its own. */
export async function latencyOf(model: Uint8Array, signal: AbortSignal | undefined): Promise<Latency> {
  const [measured] = await profileUnwritten([model], signal ? { signal } : {});
  return measured!.latencyMs;
}

/** Profiles models that are not in files yet, interleaved as `profile` does it. */
export async function profileUnwritten(models: readonly Uint8Array[], options: ProfileOptions): Promise<Profile[]> {
  return inTemporaryFolder('cuts', async (folder) => {
    const paths = models.map((_, index) => join(folder, `cut-${index}.onnx`));
    for (const [index, path] of paths.entries()) await writeFile(path, models[index]!);
    return profile(paths, options);
  });
}
