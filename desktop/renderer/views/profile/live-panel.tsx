import { formatFigure, formatPercent } from '../../../../core/index.ts';
import type { JobOf } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { Panel } from '../../parts/panel.tsx';
import { Plot } from '../../parts/plot.tsx';
import { Progress } from '../../parts/progress.tsx';
import { api } from '../../state/api.ts';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { histogramsOf } from './live-latencies.ts';
import { live } from './use-profile.ts';

const words = strings.profile;
const latencyWords = strings.parts.latency;
/** More of them over each other cannot be told apart. */
const mostBars = 3;

/** How a measurement goes, and the latencies that it has taken until now. */
export function LivePanel({ job }: { readonly job: JobOf<'profile'> }) {
  const { state, progress, error } = job;
  const isRunning = state === 'running';
  const { link } = live.value;
  return (
    <Panel
      title={isRunning ? words.running.title : words.live.title}
      about={words.live.about}
      actions={
        isRunning && (
          <Button onClick={() => void attempt(words.running.stopping, () => api().cancelJob({ job: job.job }))}>
            {words.running.cancel}
          </Button>
        )
      }
    >
      {isRunning && (
        <Progress
          label={job.title}
          share={progress && progress.total > 0 ? progress.done / progress.total : undefined}
        />
      )}
      {isRunning && link && (
        <p>
          {words.live.link} <code>{link.url}</code>
        </p>
      )}
      {state === 'cancelled' && <p class="waiting">{words.cancelled}</p>}
      {state === 'failed' && (
        <p class="failed" role="alert">
          {words.failed}: {error?.message}
        </p>
      )}
      <LivePlot />
    </Panel>
  );
}

function LivePlot() {
  const { startsMs, shares } = histogramsOf(live.value);
  if (shares.length === 0) return null;
  return (
    <Plot
      title={words.live.title}
      xName={latencyWords.milliseconds}
      yName={latencyWords.share}
      xLog
      x={startsMs}
      series={shares.map(({ name, values }) => ({ name, values, line: shares.length > mostBars ? 'line' : 'bars' }))}
      formatX={formatFigure}
      formatY={formatPercent}
    />
  );
}
