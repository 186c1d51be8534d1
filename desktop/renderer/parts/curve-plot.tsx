import { useMemo } from 'preact/hooks';
import { formatFigure, formatPercent, formatShort } from '../../../core/index.ts';
import type { CurvePicture } from '../../shared/index.ts';
import { strings } from '../strings.ts';
import { Plot, type PlotSeries } from './plot.tsx';

const words = strings.parts.curve;

/** What a network scores by how many parameters it keeps. */
export function CurvePlot({ curve }: { readonly curve: CurvePicture }) {
  const { points, original, score } = curve;
  const [x, series] = useMemo(() => seriesOf(curve), [curve]);
  const format = score === 'accuracy' ? formatPercent : formatFigure;
  const chosen = points.find(({ isChosen }) => isChosen);
  return (
    <Plot
      title={words.title(score)}
      xName={words.parameters}
      yName={score}
      xLog
      x={x}
      series={series}
      formatX={formatShort}
      formatY={format}
      heightPx={280}
      marks={[
        ...(original ? [{ x: original.parameters, name: words.original }] : []),
        ...(chosen ? [{ x: chosen.parameters, name: words.chosen }] : []),
      ]}
    />
  );
}

function seriesOf({ points, original }: CurvePicture): readonly [number[], PlotSeries[]] {
  const ascending = points.filter(({ parameters }) => parameters > 0).toReversed();
  const all = [...ascending.map(({ parameters, score }) => ({ parameters, score: score as number | null }))];
  // The line of the original reaches as far as it has parameters.
  if (original && original.parameters > (all.at(-1)?.parameters ?? 0)) {
    all.push({ parameters: original.parameters, score: null });
  }
  return [
    all.map(({ parameters }) => parameters),
    [
      { name: words.cuts, values: all.map(({ score }) => score) },
      ...(original
        ? [
            {
              name: words.uncut,
              values: all.map(() => original.score),
              line: 'dashed' as const,
              colour: 'ink' as const,
            },
          ]
        : []),
    ],
  ];
}
