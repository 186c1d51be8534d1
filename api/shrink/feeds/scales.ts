import { columnCount, type ImageInput, pixelPlaces } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import type { PixelScale, Scale } from './feeds.ts';
import { formatPixelScale } from './pixel-scales.ts';

/**
 * The scales to try on a model. Of images those that people train with; of tables the raw values first, and standardised
 * ones, for whoever scaled them outside of the model.
 * @param asked the only one to try
 */
export function scalesFor(dataset: Dataset, asked: PixelScale | undefined): readonly Scale[] {
  const { input } = dataset;
  if (asked) return [{ pixels: asked, note: '' }];
  if (input.kind === 'image' && !input.measured) return pixelScales(dataset, input);
  const raw: Scale = { note: `${input.kind === 'image' ? 'Measurements' : 'Columns'} are fed as they are` };
  if (input.kind === 'image') return [raw];
  const columns = input.columns.flatMap((column) => (column.kind === 'numeric' ? [column] : []));
  if (columns.length < input.columns.length) return [raw];
  const note = 'Columns are fed standardised, by the mean and the standard deviation of the training rows';
  return [raw, { columns, note }];
}

function pixelScales({ rows, split }: Dataset, input: ImageInput): Scale[] {
  const { channels, scale: highest } = input;
  const width = columnCount(input);
  const placeOf = pixelPlaces(input);
  const sums = Array.from({ length: channels }, () => ({ sum: 0, squares: 0 }));
  for (const row of split.train) {
    for (let at = 0; at < width; at++) {
      const value = rows[row * width + at]! / highest;
      const channel = sums[placeOf(at).channel]!;
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
  const scales: PixelScale[] = [[[0, 1]], [[0, 255]], [[-1, 1]], standardised];
  return scales.map((pixels) => ({ pixels, note: `Pixels are fed as ${formatPixelScale(pixels)} (black:white)` }));
}
