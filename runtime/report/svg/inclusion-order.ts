import { probabilityLabel } from '../../../core/index.ts';
import { element, type Markup } from '../markup.ts';
import type { Inclusion, InclusionGroup } from '../report.ts';
import { curve, line, type Plot, picture, pictureWidth, text, tickLabel } from './picture.ts';
import { extentOf, linearScale, type Scale } from './scale.ts';

const mostSteps = 800;
const panelHeight = 118;
const top = 46;
const spacing = 44;

/** Log-odds of inclusion from the most to the least probable, one panel a layer on a shared axis, with the cut. */
export function inclusionOrder(id: string, { inputs, layers }: Inclusion): Markup {
  const panels = [
    ...(inputs ? [{ name: 'inputs', group: inputs as InclusionGroup }] : []),
    ...layers.map((group, index) => ({ name: `hidden layer ${index + 1}`, group })),
  ].filter(({ group }) => group.logOdds.length > 0);
  const extent = extentOf(panels.flatMap(({ group }) => [...group.logOdds, group.cut]));
  return picture(
    {
      id,
      height: top + panels.length * (panelHeight + spacing) - spacing + 24,
      title: 'Log-odds of inclusion, sorted, layer by layer',
      description: panels.map(({ name, group }) => `${capitalised(name)}: ${keptText(group)}.`).join(' '),
    },
    text(0, 12, 'log-odds'),
    text(pictureWidth, 12, 'probability', { anchor: 'end' }),
    ...panels.map(({ name, group }, index) => {
      const start = top + index * (panelHeight + spacing);
      const plot = { left: 36, right: pictureWidth - 58, top: start, bottom: start + panelHeight };
      return panel(plot, linearScale(extent, [plot.bottom, plot.top], 4), name, group);
    }),
  );
}

function panel(plot: Plot, scale: Scale, name: string, group: InclusionGroup): Markup {
  const sorted = group.logOdds.toSorted((a, b) => b - a);
  const above = sorted.filter((value) => value > group.cut).length;
  // Every unit is a step of equal width; of very many, every so many-th is drawn.
  const stride = Math.ceil(sorted.length / mostSteps);
  const edge = (rank: number) => plot.left + (rank / sorted.length) * (plot.right - plot.left);
  const steps = (from: number, to: number) =>
    sorted.slice(from, to).flatMap((value, index): [number, number][] => {
      if (index % stride !== 0) return [];
      const y = scale.position(value);
      return [
        [edge(from + index), y],
        [edge(Math.min(to, from + index + stride)), y],
      ];
    });
  const cutY = scale.position(group.cut);
  return element(
    'g',
    {},
    text(plot.left, plot.top - 10, `${capitalised(name)}: ${keptText(group)}`, { class: 'strong' }),
    ...scale.ticks.flatMap((tick) => {
      const y = scale.position(tick);
      return [
        line(plot.left, y, plot.right, y, 'grid'),
        text(plot.left - 6, y + 4, tickLabel(tick), { anchor: 'end', class: 'tick' }),
        text(plot.right + 6, y + 4, probabilityLabel(tick), { class: 'tick' }),
      ];
    }),
    above > 0 ? element('path', { d: area(steps(0, above), cutY), class: 'area-kept' }) : undefined,
    line(plot.left, cutY, plot.right, cutY, 'cut'),
    above < sorted.length ? curve(steps(above, sorted.length), 'curve-removed') : undefined,
    above > 0 ? curve(steps(0, above), 'curve-kept') : undefined,
    line(plot.left, plot.bottom, plot.right, plot.bottom, 'axis'),
    above > 0 ? line(edge(above), plot.bottom - 5, edge(above), plot.bottom + 5, 'axis') : undefined,
    ...rankLabels(plot, edge, above, sorted.length),
  );
}

/** Below the axis: how many are kept, under the place where they end, and how many there are. */
function rankLabels(plot: Plot, edge: (rank: number) => number, above: number, total: number): Markup[] {
  const end = text(plot.right, plot.bottom + 16, String(total), { anchor: 'end', class: 'tick' });
  const isRoom = above > 0 && edge(above) < plot.right - 44;
  const kept = text(Math.max(edge(above), plot.left + 8), plot.bottom + 16, String(above), {
    anchor: 'middle',
    class: 'tick',
  });
  return isRoom ? [kept, end] : [end];
}

function area(steps: readonly [number, number][], base: number): string {
  const points = steps.map(([x, y]) => `L${x.toFixed(1)} ${y.toFixed(1)}`).join('');
  return `M${steps[0]![0].toFixed(1)} ${base.toFixed(1)}${points}L${steps.at(-1)![0].toFixed(1)} ${base.toFixed(1)}Z`;
}

function keptText({ logOdds, cut, kept }: InclusionGroup): string {
  const above = logOdds.filter((value) => value > cut).length;
  const unread = above > kept ? ` (${above - kept} more are not read)` : '';
  return `${kept} of ${logOdds.length} kept${unread}`;
}

function capitalised(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
