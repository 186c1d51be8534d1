import { SecateurError } from '../../../core/index.ts';
import type { PixelScale } from './feeds.ts';

/**
 * Reads `0:255`, or one such pair for each channel with commas between: what the model takes for the lowest and for the
 * highest pixel.
 * @throws ARGUMENT_INVALID
 */
export function parsePixelScale(text: string): PixelScale {
  const pairs = text.split(',').map((part) => {
    const numbers = part.split(':').map((number) => (number.trim() === '' ? Number.NaN : Number(number)));
    const [black, white] = numbers;
    return numbers.length === 2 && Number.isFinite(black) && Number.isFinite(white) && black !== white
      ? ([black!, white!] as const)
      : undefined;
  });
  if (pairs.every((pair) => pair !== undefined)) return pairs;
  throw new SecateurError(
    'ARGUMENT_INVALID',
    `Cannot read the pixel scale '${text}'. Write what the model takes for black and for white, for example 0:1, 0:255, -1:1 or -0.424:2.82 (one pair for each channel, with commas between).`,
  );
}

export function formatPixelScale(scale: PixelScale): string {
  return scale.map((pair) => pair.map((value) => Number(value.toPrecision(4))).join(':')).join(',');
}
