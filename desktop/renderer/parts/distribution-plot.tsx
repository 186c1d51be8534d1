import { useMemo } from 'preact/hooks';
import { formatFigure, formatShort } from '../../../core/index.ts';
import type { Distribution } from '../../shared/index.ts';
import { strings } from '../strings.ts';
import { Facts } from './panel.tsx';
import { Plot } from './plot.tsx';

interface DistributionPlotProps {
  readonly title: string;
  readonly distribution: Distribution;
  /** What is counted, such as `weights`. */
  readonly countName: string;
}

/** A histogram with the figures that sum it up. */
export function DistributionPlot({ title, distribution, countName }: DistributionPlotProps) {
  const { histogram, min, max, mean, stdDev } = distribution;
  const middles = useMemo(
    () => histogram.counts.map((_, at) => (histogram.edges[at]! + histogram.edges[at + 1]!) / 2),
    [histogram],
  );
  const words = strings.parts.distribution;
  return (
    <>
      <Plot
        title={title}
        xName={title}
        yName={countName}
        x={middles}
        series={[{ name: countName, values: histogram.counts, line: 'bars' }]}
        formatX={formatFigure}
        formatY={formatShort}
        heightPx={190}
      />
      <Facts
        facts={[
          [words.range, `${formatFigure(min)} … ${formatFigure(max)}`],
          [words.meanAndDeviation, `${formatFigure(mean)} ± ${formatFigure(stdDev)}`],
        ]}
      />
    </>
  );
}
