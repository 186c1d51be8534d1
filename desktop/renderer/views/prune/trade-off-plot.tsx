import { useEffect, useMemo, useState } from 'preact/hooks';
import { formatBytes, formatFigure, formatShort } from '../../../../core/index.ts';
import { parseRule } from '../../../../exporter/choices.ts';
import { type CutFigures, extentOf } from '../../../shared/index.ts';
import { ChoiceField } from '../../parts/field.tsx';
import { Plot } from '../../parts/plot.tsx';
import { strings } from '../../strings.ts';
import { formatScore } from './figure-cards.tsx';
import type { NestedCut, PruneModel } from './prune-model.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;
type Axis = keyof typeof words.axes;
const axes = Object.keys(words.axes) as Axis[];
const samples = 60;

interface Point {
  readonly x: number;
  readonly y: number;
  readonly pick: () => void;
}

/** Measured where a curve is known, otherwise predicted; a click moves the cut there. */
export function TradeOffPlot({ session }: { readonly session: PruneSession }) {
  const { model, measured } = session.current.value;
  const [axis, setAxis] = useState<Axis>('parameters');
  const nested = useNested(model);
  const known = measured.curves.value.at(-1);
  const along = (figures: Pick<CutFigures, 'parameters' | 'macs'>, sizeBytes: number | undefined) =>
    axis === 'latency' ? measured.predictedLatencyMs(figures.macs) : axis === 'bytes' ? sizeBytes : figures[axis];

  const curve = useMemo((): Point[] => {
    if (known) {
      return known.curve.points.flatMap((point) => {
        const x = along(point, point.sizeBytes);
        return x === undefined ? [] : [{ x, y: point.measured.score, pick: () => model.follow(parseRule(point.rule)) }];
      });
    }
    return nested.flatMap(({ step, figures, kept }) => {
      const x = along(figures, measured.estimate(extentOf(model.basis.network, kept)));
      const y = figures.predictedRise;
      return x === undefined || y === undefined ? [] : [{ x, y, pick: () => model.moveTo(step, false) }];
    });
  }, [known, nested, axis, measured.estimate, measured.predictedLatencyMs(1)]);
  const sorted = useMemo(() => [...curve].sort((a, b) => a.x - b.x), [curve]);

  const current = along(model.figures.value, measured.bytes().sizeBytes);
  const exported = measured.exports.value.flatMap((file) => along(file, file.sizeBytes) ?? []);
  const x = useMemo(() => sorted.map((point) => point.x), [sorted]);
  const score = known?.curve.measuredOn.score;
  const series = useMemo(
    () => [{ name: score ? words.series.nested : words.series.predicted, values: sorted.map((point) => point.y) }],
    [sorted, score],
  );
  const marks = [
    ...(current === undefined ? [] : [{ x: current, name: words.series.current }]),
    ...exported.map((value) => ({ x: value, name: words.series.exported })),
  ];
  return (
    <>
      <ChoiceField
        label={words.against}
        value={axis}
        options={axes.map((value) => ({ value, text: words.axes[value] }))}
        onChange={setAxis}
      />
      {x.length > 1 && (
        <Plot
          title={words.plotTitle}
          xName={words.axes[axis]}
          yName={score ? words.figures.accuracy[score] : words.predictedRise}
          x={x}
          series={series}
          xLog={axis !== 'latency'}
          formatX={axis === 'bytes' ? formatBytes : formatShort}
          formatY={(value) => (score ? formatScore(score, value) : formatFigure(value))}
          marks={marks}
          onPick={(index) => sorted[index]?.pick()}
        />
      )}
    </>
  );
}

/** Figures along the nested cuts, made a few at a time so that the page stays live. */
function useNested(model: PruneModel) {
  const [points, setPoints] = useState<readonly NestedCut[]>([]);
  const widths = model.widths.value;
  useEffect(() => {
    const steps = [
      ...new Set(
        Array.from({ length: samples }, (_, at) => Math.round(model.steps * (1 - (1 - at / (samples - 1)) ** 2))),
      ),
    ];
    const made: NestedCut[] = [];
    let timer = 0;
    const next = () => {
      const step = steps[made.length];
      if (step === undefined) return setPoints(made);
      made.push(model.nestedAt(step));
      timer = setTimeout(next);
    };
    timer = setTimeout(next);
    return () => clearTimeout(timer);
  }, [model, widths]);
  return points;
}
