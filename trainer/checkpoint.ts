import { createHash } from 'node:crypto';
import { decodeSafetensors, encodeSafetensors, messageOf, SecateurError, type Tensor } from '../core/index.ts';
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
  /** Writes now, unless not even one epoch is done. */
  saveNow(checkpoint: Checkpoint): Promise<void>;
}

/** How far a run is, at the end of an epoch. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly history: readonly EpochRecord[];
  readonly kept: Kept;
  readonly streaks: Streaks;
}

type Document = Omit<Checkpoint, 'state'> & { readonly fingerprint: string };

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
  const saveNow = async ({ state, history, kept, streaks }: Checkpoint) => {
    if (history.length === 0) return;
    const document: Document = { fingerprint, history, kept, streaks };
    await writeAtomically(path, encodeSafetensors(state, { [metadataKey]: JSON.stringify(document) }));
    lastSave = Date.now();
  };
  return {
    load: async () => {
      const bytes = await readBytes(path).catch((error) => {
        if (error instanceof SecateurError && error.code === 'FILE_NOT_FOUND') return undefined;
        throw error;
      });
      if (!bytes) return undefined;
      const { tensors, metadata } = decodeCheckpoint(bytes, path);
      const document = readDocument(metadata[metadataKey], path);
      if (document.fingerprint !== fingerprint) {
        throw new SecateurError(
          'ARGUMENT_INVALID',
          `${path}: this checkpoint belongs to a run with other data or options. Use the same ones, or delete the file to begin anew.`,
        );
      }
      const missing = Object.keys(initial).find((name) => tensors[name]?.data.length !== initial[name]!.data.length);
      if (missing !== undefined) throw damaged(path, `tensor '${missing}' is missing or of another size`);
      const { history, kept, streaks } = document;
      return { state: tensors, history, kept, streaks };
    },
    save: async (checkpoint) => {
      if (Date.now() - lastSave >= everySeconds * 1000) await saveNow(checkpoint);
    },
    saveNow,
  };
}

/** What a reader of any safetensors file advises, to download it again, is no help here. */
function decodeCheckpoint(bytes: Uint8Array, path: string): ReturnType<typeof decodeSafetensors> {
  try {
    return decodeSafetensors(bytes, path);
  } catch (error) {
    throw damaged(path, 'it was cut short or changed', error);
  }
}

/** Whoever knows the fingerprint wrote the rest: only what a truncated or foreign file could hold is looked for. */
function readDocument(text: string | undefined, path: string): Document {
  if (text === undefined) throw damaged(path, 'it was not written as one');
  let document: Partial<Document> | null;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw damaged(path, messageOf(error));
  }
  const isWhole = [document?.history, document?.kept, document?.streaks].every(Array.isArray);
  if (!isWhole) throw damaged(path, 'parts of it are missing');
  return document as Document;
}

function damaged(path: string, why: string, cause?: unknown): SecateurError {
  return new SecateurError(
    'FORMAT_INVALID',
    `${path}: cannot go on from this checkpoint: ${why}. Name another file, or delete this one to begin anew.`,
    { cause },
  );
}
