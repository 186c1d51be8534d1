import { formatFigure } from '../../../core/index.ts';
import type { Profile } from '../../model/profile.ts';
import { targetNameOf } from '../../profiler/targets.ts';
import { element, type Markup } from '../markup.ts';
import { devicesOf } from '../measures.ts';
import type { ReportModel } from '../report.ts';
import { bottomAxis, line, type Plot, picture, pictureWidth, text, tickLabel } from './picture.ts';
import { extentOf, logScale, type Scale } from './scale.ts';

interface Row {
  readonly name: string;
  readonly device: string;
  readonly latencyMs: Profile['latencyMs'];
  /** Ascending. */
  readonly samples: readonly number[];
}

const bins = 110;
const rowHeight = 58;
const hill = 30;

/** One row a model and device on a shared logarithmic axis: a histogram of the calls, and their percentiles. */
export function latencyDistributions(id: string, models: readonly ReportModel[]): Markup {
  const rows = rowsOf(models);
  const plot = { left: 8, right: pictureWidth - 8, top: 18, bottom: 18 + rows.length * rowHeight };
  const shown = rows.flatMap(({ latencyMs: { p50, p99 }, samples }) => [
    p50,
    p99,
    samples[Math.floor(samples.length * 0.002)] ?? p50,
    samples[Math.ceil(samples.length * 0.995) - 1] ?? p99,
  ]);
  const scale = logScale(extentOf(shown.map((value) => Math.max(value, 1e-6))), [plot.left + 6, plot.right - 6], 7);
  return picture(
    {
      id,
      height: plot.bottom + 46,
      title: 'Latency of one call, by model and device',
      description: rows
        .map(
          ({ name, device, latencyMs: { p50, p90, p99 } }) =>
            `${name} on ${device}: median ${formatFigure(p50)} ms, 90 % within ${formatFigure(p90)}, 99 % within ${formatFigure(p99)}.`,
        )
        .join(' '),
    },
    ...scale.ticks.map((tick) => line(scale.position(tick), plot.top, scale.position(tick), plot.bottom, 'grid')),
    ...rows.map((row, index) => drawRow(row, plot, plot.top + index * rowHeight, scale)),
    ...bottomAxis(plot, scale, tickLabel, 'ms, logarithmic'),
  );
}

/** Devices one after the other, so that what is compared stands together. */
function rowsOf(models: readonly ReportModel[]): Row[] {
  return devicesOf(models).flatMap((device) =>
    models.flatMap(({ name, profiles }) =>
      profiles
        .filter((profile) => targetNameOf(profile) === device.name)
        .map(({ latencyMs }) => ({
          name,
          device: device.name,
          latencyMs,
          samples: latencyMs.samples.flat().sort((a, b) => a - b),
        })),
    ),
  );
}

function drawRow({ name, device, latencyMs, samples }: Row, plot: Plot, top: number, scale: Scale): Markup {
  const base = top + rowHeight - 8;
  const xOf = (value: number) => Math.min(plot.right, Math.max(plot.left, scale.position(Math.max(value, 1e-6))));
  const [median, p90, p99] = [latencyMs.p50, latencyMs.p90, latencyMs.p99].map(xOf) as [number, number, number];
  return element(
    'g',
    {},
    text(plot.left, top + 10, name, { class: 'strong halo', length: 22 }),
    text(plot.left + 190, top + 10, device, { class: 'halo' }),
    text(plot.right, top + 10, `${formatFigure(latencyMs.p50)} ms`, { anchor: 'end', class: 'strong halo' }),
    samples.length > 1 ? element('path', { d: histogram(samples, plot, base, xOf), class: 'hill' }) : undefined,
    line(plot.left, base, plot.right, base, 'axis'),
    line(median, base - hill - 2, median, base + 4, 'median'),
    line(p90, base - 11, p90, base + 4, 'percentile'),
    line(p99, base - 11, p99, base + 4, 'percentile'),
  );
}

/** Equal widths on the drawn axis; every row is as high as its own fullest bin. Calls beyond the axis are not drawn. */
function histogram(samples: readonly number[], plot: Plot, base: number, xOf: (value: number) => number): string {
  const counts = new Uint32Array(bins);
  const width = (plot.right - plot.left) / bins;
  for (const sample of samples) {
    const bin = Math.floor((xOf(sample) - plot.left) / width);
    if (bin >= 0 && bin < bins && xOf(sample) < plot.right) counts[bin]!++;
  }
  const fullest = counts.reduce((a, b) => Math.max(a, b)) || 1;
  const steps = Array.from(counts, (count, bin) => {
    const [x, y] = [plot.left + bin * width, base - (count / fullest) * hill];
    return `V${y.toFixed(1)}H${(x + width).toFixed(1)}`;
  });
  return `M${plot.left} ${base}${steps.join('')}V${base}Z`;
}
