import { createHash } from 'node:crypto';
import { decodeSafetensors, encodeSafetensors, SecateurError, type Tensor } from '../core/index.ts';
import { readBytes, writeAtomically } from '../files/index.ts';
import type { EpochRecord } from './history.ts';
import type { Kept } from './kept.ts';
import type { Streaks } from './narrowing.ts';
import type { TrainingState } from './training-state.ts';

/** Where a run keeps what it needs to go on after an interruption. */
export interface Checkpointing {
  load(): Promise<Checkpoint | undefined>;
  /** Writes when it is time to. */
  save(checkpoint: Checkpoint): Promise<void>;
}

/** How far a run is, at the end of an epoch. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly history: readonly EpochRecord[];
  readonly kept: Kept;
  readonly streaks: Streaks;
}

const metadataKey = 'secateur.checkpoint';

/**
 * Checkpoints in one safetensors file, replaced atomically at the end of an epoch when `everySeconds` have passed: a
 * kill at any moment leaves the last one whole.
 * @param identity with `tensors`, everything that must be equal for a run to be the same run
 */
export function checkpointFile(
  path: string,
  identity: unknown,
  tensors: { readonly initial: TrainingState; readonly teacher?: Tensor },
  everySeconds = 10,
): Checkpointing {
  const { initial, teacher } = tensors;
  const fingerprint = createHash('sha256')
    .update(JSON.stringify(identity))
    .update(encodeSafetensors({ ...initial, ...(teacher && { teacher }) }, {}))
    .digest('hex');
  let lastSave = Date.now();
  return {
    load: async () => {
      const bytes = await readBytes(path).catch((error) => {
        if (error instanceof SecateurError && error.code === 'FILE_NOT_FOUND') return undefined;
        throw error;
      });
      if (!bytes) return undefined;
      const { tensors, metadata } = decodeSafetensors(bytes, path);
      const document = JSON.parse(metadata[metadataKey] ?? '{}');
      if (document.fingerprint !== fingerprint) {
        throw new SecateurError(
          'ARGUMENT_INVALID',
          `${path}: this checkpoint belongs to a run with other data or options. Use the same ones, or delete the file to begin anew.`,
        );
      }
      return { state: tensors, history: document.history, kept: document.kept, streaks: document.streaks };
    },
    save: async ({ state, history, kept, streaks }) => {
      if (Date.now() - lastSave < everySeconds * 1000) return;
      const document = JSON.stringify({ fingerprint, history, kept, streaks });
      await writeAtomically(path, encodeSafetensors(state, { [metadataKey]: document }));
      lastSave = Date.now();
    },
  };
}
