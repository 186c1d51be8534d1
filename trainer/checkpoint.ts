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
  /** Whether the last one is old enough for another. */
  isDue(): boolean;
  save(checkpoint: Checkpoint): Promise<void>;
}

/** How far a run is, after any step. */
export interface Checkpoint {
  readonly state: TrainingState;
  readonly history: readonly EpochRecord[];
  readonly kept: Kept;
  readonly streaks: Streaks;
  /** Of the epoch that is under way: how many of its steps are done, and the sums of their records. */
  readonly epoch: { readonly steps: number; readonly sums: readonly number[] };
}

/** The epoch under way when none is. */
export const betweenEpochs: Checkpoint['epoch'] = { steps: 0, sums: [] };

type Document = Omit<Checkpoint, 'state'> & { readonly fingerprint: string };

const metadataKey = 'secateur.checkpoint';

export const defaultCheckpointSeconds = 10;

/**
 * Checkpoints in one safetensors file, replaced atomically: a kill at any moment leaves the last one whole.
 * @param identity with `tensors`, everything that must be equal for a run to be the same run
 */
export function checkpointFile(
  path: string,
  identity: unknown,
  tensors: { readonly initial: TrainingState; readonly teacher?: Tensor },
  everySeconds = defaultCheckpointSeconds,
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
      const { fingerprint: _, ...progress } = document;
      return { state: tensors, ...progress };
    },
    isDue: () => Date.now() - lastSave >= everySeconds * 1000,
    save: async ({ state, ...progress }) => {
      const document: Document = { fingerprint, ...progress };
      await writeAtomically(path, encodeSafetensors(state, { [metadataKey]: JSON.stringify(document) }));
      lastSave = Date.now();
    },
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
  const isWhole = [document?.history, document?.kept, document?.streaks, document?.epoch?.sums].every(Array.isArray);
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
