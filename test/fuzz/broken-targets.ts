import type { FuzzTarget } from './target.ts';

const kept: Uint8Array[] = [];

function broken(name: string, read: FuzzTarget['read']): FuzzTarget {
  return { name, weight: 1, bytesPerByte: 10, corpus: () => [Uint8Array.of(1, 2, 3)], large: () => [], read };
}

/** Readers with the faults that fuzzing is there to find. */
export const targets: readonly FuzzTarget[] = [
  broken('fine', () => undefined),
  broken('crashes', (bytes) => (undefined as unknown as Uint8Array)[bytes.length]),
  broken('rejects', async () => Promise.reject(new RangeError('out of range'))),
  broken('greedy', () => kept.push(new Uint8Array(2 ** 26))),
  broken('hangs', () => {
    while (kept.length >= 0);
  }),
];
