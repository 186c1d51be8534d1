import type { Dataset } from '../../../datasets/index.ts';
import type { FeedRecord } from '../../../exporter/index.ts';
import type { ValueInfo } from '../../../runtime/index.ts';
import { assign } from './columns-by-input.ts';
import type { Scale } from './feeds.ts';
import { channelsComeFirst } from './image-feeds.ts';

/** What `rowFeeds` feeds each input, in words for a card. */
export function feedRecords(
  model: string,
  inputs: readonly ValueInfo[],
  { name, input }: Pick<Dataset, 'name' | 'input'>,
  { pixels, columns }: Pick<Scale, 'pixels' | 'columns'>,
): readonly FeedRecord[] {
  const [only] = inputs;
  if (!only) return [];
  if (input.kind === 'image') {
    const { height, width, channels, measured } = input;
    const layout = channelsComeFirst(only, input) ? 'channels-first' : 'channels-last';
    return [
      {
        input: only.name,
        image: { height, width, channels, layout, ...(!measured && { pixels: pixels ?? [[0, 1]] }) },
      },
    ];
  }
  if (inputs.length > 1) {
    return assign(model, inputs, { name, input }).map((each) => ({
      input: each.input.name,
      columns: each.columns.map((column) => ({ name: input.columns[column]!.name })),
    }));
  }
  return [
    {
      input: only.name,
      columns: input.columns.map(({ name }, at) => ({ name, ...scaleOf(at, pixels, columns) })),
    },
  ];
}

/** Of one column: `(x - mean) / scale` is fed. */
function scaleOf(at: number, pixels: Scale['pixels'], columns: Scale['columns']) {
  if (pixels) {
    const [black, white] = pixels[0]!;
    const scale = 255 / (white - black);
    return { mean: -black * scale, scale };
  }
  const own = columns?.[at];
  return own && { mean: own.mean, scale: own.scale };
}
