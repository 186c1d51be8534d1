import { SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import type { PixelScale } from './feeds.ts';

/** Scales that people train with, to be tried where none is given. */
export function candidateScales({
  input,
  rows,
  split,
}: Dataset): { readonly name: string; readonly scale: PixelScale }[] {
  if (input.kind !== 'image') return [];
  const common = [
    { name: '0:1', scale: [[0, 1]] as const },
    { name: '0:255', scale: [[0, 255]] as const },
    { name: '-1:1', scale: [[-1, 1]] as const },
  ];
  const { channels, scale: highest } = input;
  const width = rows.length / (rows.length / (input.height * input.width * channels));
  const sums = Array.from({ length: channels }, () => ({ sum: 0, squares: 0 }));
  for (const row of split.train) {
    for (let at = 0; at < width; at++) {
      const value = rows[row * width + at]! / highest;
      const channel = sums[at % channels]!;
      channel.sum += value;
      channel.squares += value ** 2;
    }
  }
  const count = (split.train.length * width) / channels;
  const standardised: PixelScale = sums.map(({ sum, squares }) => {
    const mean = sum / count;
    const deviation = Math.sqrt(Math.max(0, squares / count - mean ** 2)) || 1;
    return [-mean / deviation, (1 - mean) / deviation] as const;
  });
  return [...common, { name: formatPixelScale(standardised), scale: standardised }];
}

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
