import { keyOf, threefry } from './threefry.ts';

/** Numbers in sequence, for shuffles, splits and initial weights. */
export interface RandomStream {
  /** A whole number from 0 to 2^32 - 1. */
  uint32(): number;
  /** Uniform on (0, 1), both ends excluded. */
  uniform(): number;
  /** Standard normal (Box-Muller). */
  normal(): number;
  /** 0 .. size - 1 in random order (Fisher-Yates). */
  permutation(size: number): Uint32Array;
}

/** The same seed and name give the same numbers, everywhere. */
export function randomStream(seed: number, name: string): RandomStream {
  const key = keyOf(seed, name);
  const words = new Uint32Array(2);
  let counter = 0;

  const uint32 = () => {
    if (counter % 2 === 0) threefry(key, Math.floor(counter / 2 ** 33), (counter / 2) | 0, words);
    return words[counter++ % 2]!;
  };
  const uniform = () => (uint32() + 0.5) / 2 ** 32;
  return {
    uint32,
    uniform,
    normal: () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform()),
    permutation: (size) => {
      const order = Uint32Array.from({ length: size }, (_, index) => index);
      for (let last = size - 1; last > 0; last--) {
        const other = Math.floor(uniform() * (last + 1));
        const moved = order[last]!;
        order[last] = order[other]!;
        order[other] = moved;
      }
      return order;
    },
  };
}
