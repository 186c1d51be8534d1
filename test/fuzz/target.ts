import type { RandomStream } from '../../core/index.ts';

/** A reader under test. */
export interface FuzzTarget {
  readonly name: string;
  /** Inputs it gets for each input of a target of weight 1: cheap readers get many, those that go through files few. */
  readonly weight: number;
  /** What is allowed to be allocated for each byte of the input, beyond `baseBytes`. */
  readonly bytesPerByte: number;
  /** Sound files, made in code. */
  readonly corpus: () => readonly Uint8Array[];
  /** Larger sound files, in which what is allocated for each byte shows. */
  readonly large: () => readonly Uint8Array[];
  /** Reads a file as users' files are read: returns, or throws a SecateurError. */
  readonly read: (bytes: Uint8Array, scratch: Scratch) => unknown;
  /** A change that leaves lengths and checksums right, so that it gets past the outermost checks. */
  readonly reshape?: (bytes: Uint8Array, random: RandomStream) => Uint8Array;
}

/** Puts bytes into a file, for readers that take a path. */
export type Scratch = (name: string, bytes: Uint8Array) => string;

/** What any reader may allocate, however small its input. */
export const baseBytes = 16 * 2 ** 20;
