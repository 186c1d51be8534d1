import { probabilityOf } from '../../../core/index.ts';
import { element, type Markup } from '../markup.ts';
import { line, picture, pictureWidth, text } from './picture.ts';

interface NamedInclusion {
  readonly logOdds: readonly number[];
  readonly cut: number;
  readonly names: readonly string[];
}

const most = 24;
const rowHeight = 22;

/** Inclusion probabilities of named inputs as ranked bars: filled for what is kept, outlined for what is not. */
export function inclusionList(id: string, { logOdds, cut, names }: NamedInclusion): Markup {
  const ranked = logOdds
    .map((value, index) => ({ value, name: names[index] ?? `input ${index}` }))
    .sort((a, b) => b.value - a.value);
  const shown = ranked.slice(0, most);
  const [left, right] = [168, pictureWidth - 62];
  const xOf = (probability: number) => left + probability * (right - left);
  const bottom = 24 + shown.length * rowHeight;
  const hidden = ranked.length - shown.length;
  const keptCount = ranked.filter(({ value }) => value > cut).length;
  const x = xOf(probabilityOf(cut));
  return picture(
    {
      id,
      height: bottom + (hidden > 0 ? 28 : 8),
      title: 'Inclusion probability of each input, most probable first',
      description: `${keptCount} of ${ranked.length} inputs are above the cut at ${percent(cut)}. ${shown
        .map(({ name, value }) => `${name} ${percent(value)}`)
        .join(', ')}.`,
    },
    ...shown.flatMap(({ name, value }, index) => {
      const y = 24 + index * rowHeight;
      return [
        text(left - 8, y + 14, name, { anchor: 'end', length: 22 }),
        element('rect', {
          x: left,
          y: y + 4,
          width: Math.max(1, xOf(probabilityOf(value)) - left),
          height: rowHeight - 9,
          class: value > cut ? 'bar-kept' : 'bar-removed',
        }),
        text(pictureWidth, y + 14, percent(value), { anchor: 'end', class: 'tick' }),
      ];
    }),
    line(left, 24, left, bottom, 'axis'),
    line(x, 18, x, bottom, 'cut'),
    text(Math.min(x, right), 13, 'cut', { anchor: 'middle', class: 'tick' }),
    hidden > 0 ? text(left, bottom + 18, `and ${hidden} less probable`, { class: 'tick' }) : undefined,
  );
}

function percent(logOdds: number): string {
  return `${(100 * probabilityOf(logOdds)).toFixed(1)} %`;
}
