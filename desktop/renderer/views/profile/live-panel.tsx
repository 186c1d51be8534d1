import type { JobOf, ProfilingEvent } from '../../../shared/index.ts';
import { Button } from '../../parts/button.tsx';
import { formatFigure, formatShare } from '../../parts/format.ts';
import { latencyCurves } from '../../parts/latency-curves.ts';
import { Panel } from '../../parts/panel.tsx';
import { Plot } from '../../parts/plot.tsx';
import { Progress } from '../../parts/progress.tsx';
import { api } from '../../state/api.ts';
import { attempt } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { events } from './use-profile.ts';

const words = strings.profile;
const latencyWords = strings.parts.latency;

/** How a measurement goes, and the latencies that it has taken until now. */
export function LivePanel({ job }: { readonly job: JobOf<'profile'> }) {
  const { state, progress, error } = job;
  const isRunning = state === 'running';
  const link = events.value.findLast((event) => event.kind === 'link');
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
          {words.live.link} <code>{link.link.url}</code>
        </p>
      )}
      {state === 'cancelled' && <p class="waiting">{words.cancelled}</p>}
      {state === 'failed' && (
        <p class="failed" role="alert">
          {words.failed}: {error?.message}
        </p>
      )}
      <LivePlot events={events.value} />
    </Panel>
  );
}

function LivePlot({ events: all }: { readonly events: readonly ProfilingEvent[] }) {
  const byName = new Map<string, number[]>();
  for (const event of all) {
    if (event.kind !== 'round') continue;
    const { model, device, samplesMs } = event.round;
    const name = `${model}, ${device}`;
    byName.set(name, [...(byName.get(name) ?? []), ...samplesMs]);
  }
  if (byName.size === 0) return null;
  const sorted = [...byName.values()].map((samples) => Float64Array.from(samples).sort());
  const { middlesMs, shares } = latencyCurves(sorted);
  return (
    <Plot
      title={words.live.title}
      xName={latencyWords.milliseconds}
      yName={latencyWords.share}
      xLog
      x={middlesMs}
      series={[...byName.keys()].map((name, at) => ({ name, values: shares[at]! }))}
      formatX={formatFigure}
      formatY={formatShare}
    />
  );
}
