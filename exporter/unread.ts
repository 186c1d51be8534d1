import { type Posterior, tensorNames } from '../core/index.ts';
import type { Kept } from './levels.ts';

/**
 * Without the units and inputs whose outgoing weights to everything kept are all zero: their values reach no output.
 * A level of which nothing is read stays as it is; such a network is a constant, and still has to be a network.
 */
export function withoutUnread(posterior: Posterior, kept: Kept): Kept {
  const levels = [...kept];
  for (let layer = posterior.network.layers.length - 1; layer >= 0; layer--) {
    const weight = posterior.tensors[tensorNames.slabMean(layer)]!;
    const fanIn = weight.shape[1]!;
    const readers = levels[layer + 1]!;
    const read = levels[layer]!.filter((index) => readers.some((unit) => weight.data[unit * fanIn + index] !== 0));
    if (read.length > 0) levels[layer] = read;
  }
  return levels;
}
