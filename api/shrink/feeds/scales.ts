import { columnCount, type ImageInput, type InputSpec, pixelPlaces } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import type { FirstAffine } from '../../../onnx/index.ts';
import type { ValueInfo } from '../../../runtime/index.ts';
import type { PixelScale, Scale } from './feeds.ts';
import { formatPixelScale } from './pixel-scales.ts';
import { type ChannelStatistics, toldScale } from './told-scale.ts';

/** Means and deviations of pixels from 0 to 1 that people train with, by their number of channels. */
const customary: Readonly<Record<number, readonly (readonly ChannelStatistics[])[]>> = {
  1: [[{ mean: 0.1307, deviation: 0.3081 }], [{ mean: 0.286, deviation: 0.353 }]],
  3: [
    // ImageNet, then CIFAR-10.
    [
      { mean: 0.485, deviation: 0.229 },
      { mean: 0.456, deviation: 0.224 },
      { mean: 0.406, deviation: 0.225 },
    ],
    [
      { mean: 0.4914, deviation: 0.247 },
      { mean: 0.4822, deviation: 0.2435 },
      { mean: 0.4465, deviation: 0.2616 },
    ],
  ],
};

type Images = Pick<Dataset, 'input' | 'rows' | 'split'>;

/**
 * The scales to try on a model. Of images those that people train with, first what the model's own first operators say; of
 * tables the raw values first, and standardised ones, for whoever scaled them outside of the model.
 * @param asked the only one to try
 * @param first what the model does to pixels before anything else
 */
export function scalesFor(
  dataset: Images,
  asked: PixelScale | undefined,
  first: FirstAffine | undefined,
): readonly Scale[] {
  const { input } = dataset;
  if (asked) return [{ pixels: asked, note: '' }];
  if (input.kind === 'image' && !input.measured) return pixelScales(dataset, input, first);
  const raw: Scale = { note: `${input.kind === 'image' ? 'Measurements' : 'Columns'} are fed as they are` };
  if (input.kind === 'image') return [raw];
  const columns = input.columns.flatMap((column) => (column.kind === 'numeric' ? [column] : []));
  if (columns.length < input.columns.length) return [raw];
  const note = 'Columns are fed standardised, by the mean and the standard deviation of the training rows';
  return [raw, { columns, note }];
}

export function takesWhole(taken: ValueInfo | undefined): boolean {
  return /int/.test(taken?.type ?? '');
}

/** Whole numbers hold pixels as image files have them. */
export function wholePixels(input: InputSpec, taken: ValueInfo | undefined): PixelScale | undefined {
  return input.kind === 'image' && !input.measured && takesWhole(taken) ? [[0, 255]] : undefined;
}

function pixelScales(dataset: Images, input: ImageInput, first: FirstAffine | undefined): Scale[] {
  const own = pixelStatistics(dataset, input);
  const plain: PixelScale[] = [[[0, 1]], [[0, 255]], [[-1, 1]]];
  const told = first && toldScale(first, own, plain);
  const standardised = [...(customary[input.channels] ?? []), own].map(standardising);
  return [
    ...(told ? [{ ...scaleOf(told), toldBy: first.operators }] : []),
    ...plain.filter((pixels) => pixels !== told).map(scaleOf),
    ...standardised.map((pixels) => ({ ...scaleOf(pixels), isStandardised: true as const })),
  ];
}

function scaleOf(pixels: PixelScale): Scale {
  return { pixels, note: `Pixels are fed as ${formatPixelScale(pixels)} (black:white)` };
}

function standardising(channels: readonly ChannelStatistics[]): PixelScale {
  return channels.map(({ mean, deviation }) => [-mean / deviation, (1 - mean) / deviation] as const);
}

/** Of the training images, for each channel, of pixels from 0 to 1. */
function pixelStatistics({ rows, split }: Images, input: ImageInput): ChannelStatistics[] {
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
  return sums.map(({ sum, squares }) => {
    const mean = sum / count;
    return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean ** 2)) || 1 };
  });
}
