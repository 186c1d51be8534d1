import { formatFigure, formatPercent } from '../../../../core/index.ts';
import type { TrainingRun } from '../../../shared/index.ts';
import { Panel } from '../../parts/panel.tsx';
import { Plot, type PlotSeries } from '../../parts/plot.tsx';
import { strings } from '../../strings.ts';
import { aligned, curveOf, type RunCurve } from './run-curve.ts';
import { epochs } from './use-runs.ts';

const words = strings.train.curves;

/** The runs that were chosen: bound, score and what is kept, epoch by epoch, while they are trained and afterwards. */
export function Curves({ runs }: { readonly runs: readonly TrainingRun[] }) {
  const named = runs
    .map((run, at) => ({
      name: runs.length > 1 ? `${at + 1}. ${run.title}` : '',
      curve: curveOf(epochs.value.get(run.run) ?? []),
    }))
    .filter(({ curve }) => curve.x.length > 0);
  const [first] = named;
  if (!first)
    return runs.length === 0 ? null : (
      <Panel wide title={words.title}>
        <p class="waiting">{words.none}</p>
      </Panel>
    );
  const scoreName = first.curve.scoreName!;
  const isAccuracy = scoreName === 'accuracy';
  const comparable = named.filter(({ curve }) => curve.scoreName === scoreName);
  return (
    <>
      <Panel title={words.bound} about={words.boundAbout}>
        <CurvePlot
          title={words.bound}
          yName={words.nats}
          named={named}
          valuesOf={(curve) => curve.bound}
          formatY={formatFigure}
        />
      </Panel>
      <Panel title={words.score(strings.train.scores[scoreName])} about={words.scoreAbout}>
        <CurvePlot
          title={words.score(strings.train.scores[scoreName])}
          yName={strings.train.scores[scoreName]}
          named={comparable}
          valuesOf={(curve) => curve.score}
          formatY={isAccuracy ? formatPercent : formatFigure}
        />
      </Panel>
      <Panel wide title={words.kept} about={words.keptAbout}>
        <KeptPlot named={named} />
      </Panel>
    </>
  );
}

interface Named {
  readonly name: string;
  readonly curve: RunCurve;
}

interface CurvePlotProps {
  readonly title: string;
  readonly yName: string;
  readonly named: readonly Named[];
  readonly valuesOf: (curve: RunCurve) => readonly (number | null)[];
  readonly formatY: (value: number) => string;
}

function CurvePlot({ title, yName, named, valuesOf, formatY }: CurvePlotProps) {
  const { x, values } = aligned(named.map(({ curve }) => ({ x: curve.x, values: valuesOf(curve) })));
  if (values.every((line) => line.every((value) => value === null))) return <p class="waiting">{words.notYet}</p>;
  return (
    <Plot
      title={title}
      xName={words.epoch}
      yName={yName}
      x={x}
      series={named.map(({ name }, at) => ({ name: name || title, values: values[at]! }))}
      marks={
        named.length === 1 ? named[0]!.curve.stages.map(({ x: at }) => ({ x: at, name: words.posteriorStage })) : []
      }
      formatX={String}
      formatY={formatY}
    />
  );
}

/** Of one run a line for each level; of several the sum, for each run a line. */
function KeptPlot({ named }: { readonly named: readonly Named[] }) {
  const [only] = named;
  const series: { name: string; x: readonly number[]; values: (number | null)[] }[] =
    named.length === 1
      ? (only!.curve.last?.kept ?? []).map((_, level) => ({
          name: level === 0 ? words.inputs : words.layer(level),
          x: only!.curve.x,
          values: only!.curve.kept.map((kept) => kept?.[level] ?? null),
        }))
      : named.map(({ name, curve }) => ({
          name,
          x: curve.x,
          values: curve.kept.map((kept) => kept?.reduce((sum, count) => sum + count, 0) ?? null),
        }));
  if (series.length === 0) return <p class="waiting">{words.noIndicators}</p>;
  const { x, values } = aligned(series);
  const lines: PlotSeries[] = series.map(({ name }, at) => ({ name, values: values[at]! }));
  return (
    <Plot
      title={words.kept}
      xName={words.epoch}
      yName={words.keptCount}
      x={x}
      series={lines}
      formatX={String}
      formatY={formatFigure}
    />
  );
}
