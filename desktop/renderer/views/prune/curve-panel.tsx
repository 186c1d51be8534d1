import { useEffect, useMemo, useState } from 'preact/hooks';
import { messageOf } from '../../../../core/essentials.ts';
import { parseRule } from '../../../../exporter/choices.ts';
import { type CutFigures, extentOf } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { ChoiceField, TextField } from '../../parts/field.tsx';
import { formatBytes, formatFigure, formatShort } from '../../parts/format.ts';
import { Panel } from '../../parts/panel.tsx';
import { Plot } from '../../parts/plot.tsx';
import { Progress } from '../../parts/progress.tsx';
import { api } from '../../state/api.ts';
import { strings } from '../../strings.ts';
import { formatScore } from './figure-cards.tsx';
import { followJob } from './follow-job.ts';
import type { PruneModel } from './prune-model.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;
type Axis = keyof typeof words.axes;
const axes = Object.keys(words.axes) as Axis[];
const samples = 60;
const curveCuts = 24;

/** Quality against size, work or time: nested cuts, the one in front, and what was exported. */
export function CurvePanel({ session }: { readonly session: PruneSession }) {
  const { measured } = session.current.value;
  const known = measured.curves.value.at(-1);
  return (
    <Panel wide title={words.plotTitle} about={known ? words.plotAbout.measured : words.plotAbout.predicted}>
      <TradeOffPlot session={session} />
      <MeasureCurve session={session} />
    </Panel>
  );
}

interface Point {
  readonly x: number;
  readonly y: number;
  readonly pick: () => void;
}

function TradeOffPlot({ session }: { readonly session: PruneSession }) {
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
  const [points, setPoints] = useState<readonly ReturnType<PruneModel['nestedAt']>[]>([]);
  const { widths } = model.choice.value;
  useEffect(() => {
    const steps = [
      ...new Set(
        Array.from({ length: samples }, (_, at) => Math.round(model.steps * (1 - (1 - at / (samples - 1)) ** 2))),
      ),
    ];
    const made: ReturnType<PruneModel['nestedAt']>[] = [];
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

function MeasureCurve({ session }: { readonly session: PruneSession }) {
  const [job, setJob] = useState<{ readonly share: number | undefined; readonly abort: AbortController }>();
  const [error, setError] = useState<string>();
  const { data } = session;
  const measure = async () => {
    const { model, measured } = session.current.value;
    const abort = new AbortController();
    setError(undefined);
    setJob({ share: undefined, abort });
    try {
      const { source, target } = data.value;
      const { job: started } = await api().measureCurve({
        document: session.document,
        criterion: model.basis.criterion,
        widths: model.choice.value.widths,
        data: { source, ...(target !== '' && { target }) },
        cuts: curveCuts,
      });
      const ended = await followJob(started, abort.signal, (share) => setJob({ share, abort }));
      if (ended.error) setError(ended.error.message);
      await measured.learnCurves(new AbortController().signal);
    } catch (failure) {
      setError(messageOf(failure));
    } finally {
      setJob(undefined);
    }
  };
  return (
    <details class="measure-curve">
      <summary>{words.measureTitle}</summary>
      <p class="about">{words.measureAbout}</p>
      <div class="row">
        <TextField
          label={words.data}
          value={data.value.source}
          hint={words.dataHint}
          error={error}
          onInput={(source) => {
            data.value = { ...data.value, source };
          }}
        />
        <TextField
          label={words.target}
          value={data.value.target}
          hint={words.targetHint}
          onInput={(target) => {
            data.value = { ...data.value, target };
          }}
        />
      </div>
      {job ? (
        <div class="row">
          <Progress label={words.measuring} share={job.share} />
          <Button onClick={() => job.abort.abort()}>{words.cancel}</Button>
        </div>
      ) : (
        <Button onClick={() => void measure()} disabled={data.value.source === ''}>
          {words.measureCurve}
        </Button>
      )}
    </details>
  );
}
