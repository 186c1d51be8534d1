import { formatShort } from '../../../core/index.ts';
import { shorten } from '../format.ts';
import { type Child, element, type Markup } from '../markup.ts';
import type { Scale } from './scale.ts';

/** Every picture has this width in its own units and is scaled to its column, so text stays readable on a phone. */
export const pictureWidth = 440;

/** The part inside the axes, in drawing units. */
export interface Plot {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a screen reader says in place of the picture: a name and what is to be seen. `id` is unique in the page. */
export function picture(
  options: { readonly id: string; readonly height: number; readonly title: string; readonly description: string },
  ...children: readonly Child[]
): Markup {
  const { id, height, title, description } = options;
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      id,
      viewBox: `0 0 ${pictureWidth} ${Math.ceil(height)}`,
      role: 'img',
      'aria-labelledby': `${id}-title ${id}-description`,
    },
    element('title', { id: `${id}-title` }, title),
    element('desc', { id: `${id}-description` }, description),
    ...children,
  );
}

export function text(
  x: number,
  y: number,
  content: string,
  options: { readonly anchor?: 'start' | 'middle' | 'end'; readonly class?: string; readonly length?: number } = {},
): Markup {
  const { anchor, length = 60 } = options;
  return element('text', { x, y, 'text-anchor': anchor, class: options.class }, shorten(content, length));
}

export function line(x1: number, y1: number, x2: number, y2: number, className: string): Markup {
  return element('line', { x1, y1, x2, y2, class: className });
}

/** A line through points, or a dot where there is only one. */
export function curve(points: readonly (readonly [x: number, y: number])[], className: string): Markup {
  const [only, ...others] = points;
  if (only && others.length === 0) return element('circle', { cx: only[0], cy: only[1], r: 2.5, class: className });
  const written = points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ');
  return element('polyline', { points: written, class: className });
}

export function bottomAxis(plot: Plot, scale: Scale, format: (value: number) => string, label: string): Markup[] {
  return [
    line(plot.left, plot.bottom, plot.right, plot.bottom, 'axis'),
    ...scale.ticks.flatMap((tick) => {
      const x = scale.position(tick);
      return [
        line(x, plot.bottom, x, plot.bottom + 4, 'axis'),
        text(x, plot.bottom + 18, format(tick), { anchor: 'middle', class: 'tick' }),
      ];
    }),
    text((plot.left + plot.right) / 2, plot.bottom + 37, label, { anchor: 'middle' }),
  ];
}

/** Tick labels with grid lines; what is measured is written above the axis, where it reads without turning the head. */
export function leftAxis(plot: Plot, scale: Scale, format: (value: number) => string, label: string): Markup[] {
  return [
    ...scale.ticks.flatMap((tick) => {
      const y = scale.position(tick);
      return [
        line(plot.left, y, plot.right, y, 'grid'),
        text(plot.left - 6, y + 4, format(tick), { anchor: 'end', class: 'tick' }),
      ];
    }),
    text(0, plot.top - 12, label),
  ];
}

/** Round numbers as short as they can be: `20k`, `0.05`, `−4`; those of a narrow range, such as 100.2 and 100.4, apart. */
export function tickLabel(value: number): string {
  const isShort = Math.abs(value) >= 10_000;
  const label = isShort ? formatShort(value) : value.toLocaleString('en-US', { maximumSignificantDigits: 4 });
  return label.replace('-', '−');
}

export function percentLabel(share: number): string {
  return `${Number((100 * share).toFixed(2))} %`;
}
