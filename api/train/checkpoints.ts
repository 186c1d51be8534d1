import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { SecateurError } from '../../core/index.ts';

/** Where an interrupted run of `train` is kept, beside its output: one file for each of its two stages. */
export interface CheckpointPaths {
  readonly posterior: string;
  readonly dense: string;
}

export function checkpointPaths(output: string): CheckpointPaths {
  return { posterior: `${output}.checkpoint`, dense: `${output}.dense.checkpoint` };
}

export function existingCheckpoint({ posterior, dense }: CheckpointPaths): string | undefined {
  return [posterior, dense].find((path) => existsSync(path));
}

/** An earlier run's checkpoint is worth hours perhaps: it is neither continued nor replaced unasked. */
export function refuseForgottenCheckpoint(paths: CheckpointPaths): void {
  const found = existingCheckpoint(paths);
  if (found === undefined) return;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `${found}: an earlier run was interrupted. Add --resume to continue it, or delete the file to begin anew.`,
  );
}

export async function removeCheckpoints({ posterior, dense }: CheckpointPaths): Promise<void> {
  await rm(posterior, { force: true });
  await rm(dense, { force: true });
}
