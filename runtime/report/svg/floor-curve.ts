import { formatFigure } from '../../../core/index.ts';
import { targetNameOf } from '../../profiler/targets.ts';
import { medianOf } from '../../statistics/bootstrap.ts';
import type { Floor } from '../../statistics/floor.ts';
import { element, type Markup } from '../markup.ts';
import type { ReportModel } from '../report.ts';
import { bottomAxis, curve, leftAxis, line, picture, pictureWidth, text, tickLabel } from './picture.ts';
import { extentOf, logScale } from './scale.ts';

const steps = 40;

/** Latency against work, both logarithmic: generated networks as circles, the line fitted to them, models as diamonds. */
export function floorCurve(id: string, floor: Floor, models: readonly ReportModel[]): Markup {
  const { device, overheadMs, macsPerSecond, payingMacs, rowsPerCall } = floor;
  const points = floor.points.map(({ macs, roundMediansMs }) => ({ macs, ms: medianOf(roundMediansMs) }));
  const measured = models.flatMap(({ name, macs, profiles }) => {
    const found = profiles.find((profile) => targetNameOf(profile) === device);
    return found && macs !== undefined && macs > 0 && found.latencyMs.p50 > 0
      ? [{ name, macs, ms: found.latencyMs.p50 }]
      : [];
  });
  const all = [...points, ...measured];
  const plot = { left: 52, right: pictureWidth - 14, top: 30, bottom: 256 };
  const x = logScale(extentOf(all.map(({ macs }) => macs)), [plot.left + 10, plot.right - 10], 6);
  const y = logScale(extentOf([...all.map(({ ms }) => ms), overheadMs]), [plot.bottom - 12, plot.top + 16], 5);
  const [from, to] = extentOf(all.map(({ macs }) => macs));
  const fitted = Array.from({ length: steps + 1 }, (_, step) => {
    const macs = from * (to / from) ** (step / steps);
    return [x.position(macs), y.position(overheadMs + (1000 * macs * rowsPerCall) / macsPerSecond)] as const;
  });
  const isPayingShown = payingMacs > from && payingMacs < to;
  return picture(
    {
      id,
      height: plot.bottom + 44,
      title: `Latency against work on ${device}`,
      description: [
        `${points.length} generated networks from ${formatFigure(points[0]!.ms)} ms to ${formatFigure(points.at(-1)!.ms)} ms; a call takes ${formatFigure(overheadMs)} ms whatever the model.`,
        ...measured.map(
          ({ name, macs, ms }) => `${name}: ${formatFigure(ms)} ms with ${tickLabel(macs)} multiply-accumulates.`,
        ),
      ].join(' '),
    },
    ...leftAxis(plot, y, tickLabel, `${device}: ms, logarithmic`),
    ...bottomAxis(plot, x, tickLabel, 'multiply-accumulates of a row, logarithmic'),
    line(plot.left, y.position(overheadMs), plot.right, y.position(overheadMs), 'reference'),
    isPayingShown ? line(x.position(payingMacs), plot.top, x.position(payingMacs), plot.bottom, 'cut') : undefined,
    curve(fitted, 'curve-kept'),
    ...points.map(({ macs, ms }) =>
      element('circle', { cx: x.position(macs), cy: y.position(ms), r: 3, class: 'point' }),
    ),
    ...measured.map(({ name, macs, ms }) => {
      const [left, top] = [x.position(macs), y.position(ms)];
      const isLeft = left > (plot.left + plot.right) / 2;
      return element(
        'g',
        {},
        element('path', { d: `M${left.toFixed(1)} ${(top - 7).toFixed(1)}l7 7l-7 7l-7 -7z`, class: 'point-chosen' }),
        text(isLeft ? left - 10 : left + 10, top - 8, name, {
          anchor: isLeft ? 'end' : 'start',
          class: 'strong halo',
          length: 22,
        }),
      );
    }),
  );
}
