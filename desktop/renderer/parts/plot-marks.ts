import type uPlot from 'uplot';
import { markRows } from './mark-rows.ts';
import type { PlotMark } from './plot-options.ts';
import { themeColours } from './theme-colours.ts';

const gap = 5;

/**
 * Vertical lines with their names over a plot. They are elements and no part of its canvas: one that follows a slider
 * moves without the curves being drawn anew.
 */
export function placeMarks(plot: uPlot, layer: HTMLElement, marks: readonly PlotMark[]): void {
  // As uPlot has laid it out: asking the page would have it laid out again.
  const width = plot.bbox.width / devicePixelRatio;
  const shown = marks.flatMap(({ x, name }) => {
    const at = plot.valToPos(x, 'x');
    if (!(at >= 0 && at <= width)) return [];
    const wide = widthOf(name);
    const from = at > width / 2 ? at - gap - wide : at + gap;
    return [{ name, at, from, to: from + wide }];
  });
  const rows = markRows(shown);
  while (layer.childElementCount > shown.length) layer.lastElementChild!.remove();
  while (layer.childElementCount < shown.length) layer.append(newMark());
  shown.forEach(({ name, at, from }, index) => {
    const mark = layer.children[index] as HTMLElement;
    const label = mark.firstElementChild as HTMLElement;
    const row = rows[index];
    mark.style.transform = `translateX(${at}px)`;
    label.hidden = row === undefined;
    label.textContent = name;
    label.style.transform = `translate(${from - at}px, ${14 * (row ?? 0)}px)`;
  });
}

function newMark(): HTMLElement {
  const mark = document.createElement('div');
  mark.className = 'plot-mark';
  mark.append(document.createElement('span'));
  return mark;
}

let ruler: CanvasRenderingContext2D | undefined;
const widths = new Map<string, number>();

/** Asking the page would have it laid out. */
function widthOf(name: string): number {
  const known = widths.get(name);
  if (known !== undefined) return known;
  ruler ??= document.createElement('canvas').getContext('2d') ?? undefined;
  if (!ruler) return 0;
  ruler.font = `11px ${themeColours().font}`;
  const { width } = ruler.measureText(name);
  widths.set(name, width);
  return width;
}
