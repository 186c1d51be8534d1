import { profileFiles } from '../../../api/commands.ts';
import { type MeasuredRound, type OperatorTime, operatorTimes, type Report } from '../../../runtime/index.ts';
import type { ProfilingEvent, RoundPicture } from '../../shared/index.ts';
import { listenerOf, type TaskCall } from '../work/listener.ts';
import type { ProfileTask } from '../work/tasks.ts';

/** More points than that are not seen in a distribution that is still growing. */
const mostSamples = 256;

/** In a child process: profiles models, and tells of every round. */
export async function profileTask({ files, options }: ProfileTask, call: TaskCall<ProfilingEvent>): Promise<Report> {
  const tell = (event: ProfilingEvent) => call.update({ kind: 'event', event });
  const remote = { onLink: (link: Extract<ProfilingEvent, { kind: 'link' }>['link']) => tell({ kind: 'link', link }) };
  const onRound = (round: MeasuredRound) => tell({ kind: 'round', round: pictureOf(round) });
  return profileFiles(files, { ...options, remote, onRound }, listenerOf(call));
}

export async function operatorsTask(
  { path }: { readonly path: string },
  { signal }: Pick<TaskCall, 'signal'>,
): Promise<readonly OperatorTime[]> {
  const { operators } = await operatorTimes(path, { signal });
  return operators;
}

function pictureOf({ samplesMs, ...round }: MeasuredRound): RoundPicture {
  const sorted = Float64Array.from(samplesMs).sort();
  const count = Math.min(mostSamples, sorted.length);
  const at = (index: number) => sorted[Math.round((index * (sorted.length - 1)) / Math.max(1, count - 1))]!;
  return { ...round, samplesMs: Float64Array.from({ length: count }, (_, index) => at(index)) };
}
