import { formatCount, type SizeRecord } from '../../core/index.ts';
import type { Cut } from './held-out.ts';

/** How many times the size aimed at the median cut may have before it is worth a word: it lands within some percent. */
const tolerance = 1.25;

/**
 * What to make of a posterior that was to have a size and is far above it. Mostly the training was short: the price of a
 * parameter rises little by little, and in few steps it decides nothing; or the size is below that of one unit a layer.
 */
export function missedSize(size: SizeRecord | undefined, cut: Cut | undefined): string[] {
  if (!size || !cut) return [];
  const { budget, unit = 'parameters' } = size;
  const kept = cut.after[unit];
  if (kept <= tolerance * budget) return [];
  const [things, option] = unit === 'macs' ? ['multiply-accumulates', '--size-macs'] : ['parameters', '--size'];
  return [
    `The median cut has ${formatCount(kept)} ${things}, ${(kept / budget).toFixed(1)} times the ${formatCount(budget)} aimed at: a cut to that size would take what the posterior holds for needed. Train longer (--epochs); where layers are down to a single unit, aim at more (${option}).`,
  ];
}
