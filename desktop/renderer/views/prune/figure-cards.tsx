import type { ComponentChildren } from 'preact';
import { formatBytes, formatCount, formatFigure, formatPercent } from '../../../../core/index.ts';
import { betweenPoints, type KnownCurve } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { strings } from '../../strings.ts';
import { isMixed } from './measured.ts';
import type { PruneSession } from './session.ts';

const words = strings.prune;

/** The figures that follow the slider; each says whether it was counted, measured or predicted. */
export function FigureCards({ session }: { readonly session: PruneSession }) {
  const { model, measured } = session.current.value;
  const { parameters, macs, predictedRise } = model.figures.value;
  const { whole } = model;
  const bytes = measured.bytes();
  const latency = measured.measuredLatency();
  const predicted = measured.predictedLatencyMs(macs);
  return (
    <dl class="figure-cards">
      <Card
        name={words.figures.parameters}
        value={formatCount(parameters)}
        about={words.of(formatCount(whole.parameters))}
      />
      <Card
        name={words.figures.bytes}
        value={formatBytes(bytes.sizeBytes)}
        about={
          isMixed(measured.storage.value.weights)
            ? words.mixedSize
            : bytes.kind === 'exact'
              ? `${words.exact}: ${formatCount(bytes.sizeBytes)} B`
              : words[bytes.kind]
        }
      />
      <Card name={words.figures.macs} value={formatCount(macs)} about={words.of(formatCount(whole.macs))} />
      <Score session={session} />
      {predictedRise !== undefined && (
        <Card name={words.figures.rise} value={formatFigure(predictedRise)} about={words.riseAbout} />
      )}
      <Card
        name={words.figures.latency}
        value={
          latency
            ? `${formatFigure(latency.p50Ms)} ms`
            : predicted === undefined
              ? '–'
              : `${formatFigure(predicted)} ms`
        }
        about={
          latency
            ? words.interval(formatFigure(latency.intervalMs[0]), formatFigure(latency.intervalMs[1]))
            : measured.isMeasuringLatency.value
              ? words.measuring
              : predicted === undefined
                ? words.notYet
                : words.predicted
        }
      >
        {!measured.measuresLatency.value && (
          <Button
            title={words.measureLatencyAbout}
            onClick={() => {
              measured.measuresLatency.value = true;
            }}
          >
            {words.measureLatency}
          </Button>
        )}
      </Card>
      {measured.failure.value !== undefined && (
        <p class="failed" role="alert">
          {measured.failure.value}
        </p>
      )}
    </dl>
  );
}

/** Along the curve where there is one; otherwise what training knows of the uncut posterior. */
function Score({ session }: { readonly session: PruneSession }) {
  const { model, measured } = session.current.value;
  const known = measured.curves.value.at(-1);
  if (known) {
    const { score } = known.curve.measuredOn;
    const between = scoreAt(known, model.figures.value.parameters);
    return (
      <Card
        name={words.figures.accuracy[score]}
        value={between ? formatScore(score, between.value) : '–'}
        about={between && words.validation(between.isMeasured)}
      />
    );
  }
  const { validationAccuracy, validationRmse } = model.basis.metrics;
  if (validationAccuracy === undefined && validationRmse === undefined) return null;
  const score = validationAccuracy === undefined ? 'rmse' : 'accuracy';
  return (
    <Card
      name={words.uncut(words.figures.accuracy[score])}
      value={formatScore(score, validationAccuracy ?? validationRmse!)}
      about={words.training}
    />
  );
}

function scoreAt({ curve }: KnownCurve, parameters: number) {
  const points = curve.points
    .map((point) => ({ parameters: point.parameters, value: point.measured.score }))
    .sort((a, b) => a.parameters - b.parameters);
  return betweenPoints(points, parameters);
}

export function formatScore(score: KnownCurve['curve']['measuredOn']['score'], value: number): string {
  return score === 'accuracy' ? formatPercent(value) : formatFigure(value);
}

interface CardProps {
  readonly name: string;
  readonly value: string;
  readonly about?: string | undefined;
  readonly children?: ComponentChildren;
}

function Card({ name, value, about, children }: CardProps) {
  return (
    <div class="figure-card">
      <dt>{name}</dt>
      <dd>
        <strong>{value}</strong>
        <span>{about}</span>
        {children}
      </dd>
    </div>
  );
}
