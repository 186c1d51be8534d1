import { bitsOf, type WeightFormat, weightFormats } from './weight-format.ts';

export interface MixOptions {
  /** Weights of each layer. */
  readonly sizes: readonly number[];
  /** How much worse than with float32 everywhere the network is with these formats. */
  readonly loss: (formats: readonly WeightFormat[]) => Promise<number>;
  readonly mostLoss: number;
}

/**
 * A small mix of formats, one a layer, whose loss is at most so much. Begins with the smallest format that all layers bear
 * together; then goes on with one bit less for whichever layer loses least for the bits it saves, until no layer bears less. A
 * layer that once did not is not asked again: greedy, at most 8 trials for each pair of layers, and no proof that nothing
 * smaller exists.
 */
export async function smallestMix({ sizes, loss, mostLoss }: MixOptions): Promise<WeightFormat[]> {
  let formats: WeightFormat[] = sizes.map(() => 'float32');
  for (const format of weightFormats.slice(1)) {
    const all = sizes.map(() => format);
    if ((await loss(all)) > mostLoss) break;
    formats = all;
  }
  const open = new Set(sizes.keys());
  while (open.size > 0) {
    let best: { readonly formats: WeightFormat[]; readonly price: number } | undefined;
    for (const layer of open) {
      const next = weightFormats[weightFormats.indexOf(formats[layer]!) + 1];
      const lower = next && formats.with(layer, next);
      const lost = lower ? await loss(lower) : Number.POSITIVE_INFINITY;
      if (!lower || !(lost <= mostLoss)) {
        open.delete(layer);
        continue;
      }
      const saved = sizes[layer]! * (bits(formats[layer]!) - bits(next));
      // A loss below none is no reason to hurry: what saves more goes first.
      const price = lost > 0 ? lost / saved : -saved;
      if (!best || price < best.price) best = { formats: lower, price };
    }
    if (best) formats = best.formats;
  }
  return formats;
}

function bits(format: WeightFormat): number {
  return bitsOf(format) ?? (format === 'float16' ? 16 : 32);
}
