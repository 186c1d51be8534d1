import { createHash } from 'node:crypto';
import { decodeSafetensors, type Kept, SecateurError, safetensorsPieces, type Tensor } from '../../core/index.ts';
import { readBytes, writeAtomically } from '../../files/index.ts';
import type { TrainingState } from '../step/training-state.ts';
import type { Best } from './early-stopping.ts';
import type { EpochRecord } from './history.ts';
import type { Streaks } from './narrowing.ts';

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
  /** With early stopping, once there is one. */
  readonly best?: Best;
}

/** The epoch under way when none is. */
export const betweenEpochs: Checkpoint['epoch'] = { steps: 0, sums: [] };

type Document = Omit<Checkpoint, 'state' | 'best'> & {
  readonly fingerprint: string;
  readonly best?: Omit<Best, 'state'>;
};

const metadataKey = 'secateur.checkpoint';
/** The one that holds the digest of all the rest: a run goes on only from what was written, to the bit. */
const digestKey = 'secateur.sha256';
/** Begins the names of the best epoch's tensors. */
const bestPrefix = 'best/';

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
  const fingerprint = digestOf(JSON.stringify(identity), { ...initial, ...(teacher && { teacher }) });
  let lastSave = Date.now();
  return {
    load: async () => {
      const bytes = await readBytes(path).catch((error) => {
        if (error instanceof SecateurError && error.code === 'FILE_NOT_FOUND') return undefined;
        throw error;
      });
      if (!bytes) return undefined;
      const { tensors, metadata } = decodeCheckpoint(bytes, path);
      const text = metadata[metadataKey];
      if (text === undefined) throw damaged(path, 'it was not written as one');
      if (metadata[digestKey] !== digestOf(text, tensors)) throw damaged(path, 'it was cut short or changed');
      const document = JSON.parse(text) as Document;
      if (document.fingerprint !== fingerprint) {
        throw new SecateurError(
          'ARGUMENT_INVALID',
          `${path}: this checkpoint belongs to a run with other data or options, or of a version with other defaults. Name the same ones, or delete the file to begin anew.`,
        );
      }
      const { fingerprint: _, best, ...progress } = document;
      const [state, bestState] = divide(tensors);
      return { state, ...progress, ...(best && { best: { ...best, state: bestState } }) };
    },
    isDue: () => Date.now() - lastSave >= everySeconds * 1000,
    save: async ({ state, best, ...progress }) => {
      const { state: bestState = {}, ...bestEpoch } = best ?? {};
      const document = { fingerprint, ...progress, ...(best && { best: bestEpoch }) };
      const all = { ...state, ...renamed(bestState, (name) => bestPrefix + name) };
      const text = JSON.stringify(document);
      const metadata = { [metadataKey]: text, [digestKey]: digestOf(text, all) };
      await writeAtomically(path, safetensorsPieces(all, metadata));
      lastSave = Date.now();
    },
  };
}

function digestOf(text: string, tensors: TrainingState): string {
  const hash = createHash('sha256').update(text);
  for (const piece of safetensorsPieces(tensors)) hash.update(piece);
  return hash.digest('hex');
}

function renamed(state: TrainingState, newName: (name: string) => string): TrainingState {
  return Object.fromEntries(Object.entries(state).map(([name, tensor]) => [newName(name), tensor]));
}

/** The state, and the best epoch's. */
function divide(tensors: TrainingState): [TrainingState, TrainingState] {
  const isBest = (name: string) => name.startsWith(bestPrefix);
  const part = (best: boolean) => Object.fromEntries(Object.entries(tensors).filter(([name]) => isBest(name) === best));
  return [part(false), renamed(part(true), (name) => name.slice(bestPrefix.length))];
}

/** What a reader of any safetensors file advises, to download it again, is no help here. */
function decodeCheckpoint(bytes: Uint8Array, path: string): ReturnType<typeof decodeSafetensors> {
  try {
    return decodeSafetensors(bytes, path);
  } catch (error) {
    throw damaged(path, 'it was cut short or changed', error);
  }
}

function damaged(path: string, why: string, cause?: unknown): SecateurError {
  return new SecateurError(
    'FORMAT_INVALID',
    `${path}: cannot go on from this checkpoint: ${why}. Name another file, or delete this one to begin anew.`,
    { cause },
  );
}
