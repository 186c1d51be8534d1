import { createHash } from 'node:crypto';
import { decodeSafetensors, encodeSafetensors, SecateurError, type Tensor } from '../core/index.ts';
import { readBytes, writeAtomically } from '../files/index.ts';
import type { EpochRecord } from './history.ts';

/** Where a run keeps what it needs to go on after an interruption. */
export interface Checkpointing {
  load(): Promise<Checkpoint | undefined>;
  /** Writes when it is time to; `readState` is only called then. */
  save(progress: { history: readonly EpochRecord[] }, readState: () => Promise<Record<string, Tensor>>): Promise<void>;
}

export interface Checkpoint {
  /** Parameters and moments as the engine holds them. */
  readonly state: Readonly<Record<string, Tensor>>;
  readonly history: readonly EpochRecord[];
}

const metadataKey = 'secateur.checkpoint';

/**
 * Checkpoints in one safetensors file, replaced atomically at the end of an epoch when `everySeconds` have passed: a
 * kill at any moment leaves the last one whole.
 * @param identity everything that must be equal for a run to be the same run (data, network, options, seed)
 */
export function checkpointFile(path: string, identity: unknown, everySeconds = 10): Checkpointing {
  const fingerprint = createHash('sha256').update(JSON.stringify(identity)).digest('hex');
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
      return { state: tensors, history: document.history };
    },
    save: async ({ history }, readState) => {
      if (Date.now() - lastSave < everySeconds * 1000) return;
      const document = JSON.stringify({ fingerprint, history });
      await writeAtomically(path, encodeSafetensors(await readState(), { [metadataKey]: document }));
      lastSave = Date.now();
    },
  };
}
