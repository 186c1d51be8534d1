import { useMemo } from 'preact/hooks';
import { formatFigure, formatPercent } from '../../../core/index.ts';
import type { LatencyPicture } from '../../shared/index.ts';
import { strings } from '../strings.ts';
import { latencyCurves } from './latency-curves.ts';
import { NumberTable } from './number-table.tsx';
import { Plot } from './plot.tsx';

const words = strings.parts.latency;
/** As many as the theme has; then lines are dashed. */
const colours = 5;

/** Latencies of models over each other, and their percentiles below. */
export function LatencyPlot({ latencies }: { readonly latencies: readonly LatencyPicture[] }) {
  const { middlesMs, shares } = useMemo(() => latencyCurves(latencies.map(({ samplesMs }) => samplesMs)), [latencies]);
  const names = latencies.map(({ model, device }) => `${model}, ${device}`);
  return (
    <>
      {middlesMs.length > 0 && (
        <Plot
          title={words.title}
          xName={words.milliseconds}
          yName={words.share}
          xLog
          x={middlesMs}
          series={names.map((name, at) => ({ name, values: shares[at]!, line: at < colours ? 'line' : 'dashed' }))}
          formatX={formatFigure}
          formatY={formatPercent}
        />
      )}
      <NumberTable
        caption={words.title}
        columns={[
          { title: words.model, words: true },
          { title: 'p50', unit: 'ms' },
          { title: 'p90', unit: 'ms' },
          { title: 'p99', unit: 'ms' },
        ]}
        rows={latencies.map(({ p50, p90, p99 }, at) => ({
          key: names[at]!,
          cells: [names[at], formatFigure(p50), formatFigure(p90), formatFigure(p99)],
        }))}
      />
    </>
  );
}
