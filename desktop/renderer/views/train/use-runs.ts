import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Job, TrainingRun } from '../../../shared/index.ts';
import { api } from '../../state/api.ts';
import { showFault } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import type { Epoch } from './run-curve.ts';

/** All trainings that were begun, latest first; undefined until the host has said. */
export const runs = signal<readonly TrainingRun[] | undefined>(undefined);
/** Of the runs that are looked at, by run. */
export const epochs = signal<ReadonlyMap<string, readonly Epoch[]>>(new Map());
/** How far those that are running are, by run. */
export const progress = signal<ReadonlyMap<string, Job['progress']>>(new Map());

export async function refreshRuns(): Promise<void> {
  try {
    runs.value = await api().listRuns({});
  } catch (error) {
    showFault(strings.train.doing.list, error);
  }
}

/** Keeps the list of runs up to date while the view is shown: others may start and stop runs too. */
export function useRuns(): void {
  useEffect(() => {
    void refreshRuns();
    const refresh = () => void refreshRuns();
    window.addEventListener('focus', refresh);
    return () => window.removeEventListener('focus', refresh);
  }, []);
}

/**
 * Follows a run while it is looked at: its history, and what is new for as long as it is running. Leaving stops nothing;
 * coming back begins with the history again.
 */
export function useRunEpochs({ run, job }: TrainingRun): void {
  useEffect(() => {
    const abort = new AbortController();
    follow(run, job, abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) showFault(strings.train.doing.follow, error);
    });
    return () => abort.abort();
  }, [run, job]);
}

async function follow(run: string, job: string | undefined, signal: AbortSignal): Promise<void> {
  if (job === undefined) {
    const history = await api().runHistory({ run }, { signal });
    setEpochs(run, history);
    return;
  }
  await api().watchJob(
    { job },
    {
      signal,
      onUpdate: (update) => {
        if (update.kind === 'history') setEpochs(run, update.events as readonly Epoch[]);
        else if (update.kind === 'event') setEpochs(run, withEpoch(epochs.value.get(run) ?? [], update.event as Epoch));
        else progress.value = new Map(progress.value).set(run, update.job.progress);
      },
    },
  );
  await refreshRuns();
}

function setEpochs(run: string, of: readonly Epoch[]): void {
  epochs.value = new Map(epochs.value).set(run, of);
}

/** An epoch that was trained again after a pause comes in the place of the one before. */
function withEpoch(known: readonly Epoch[], next: Epoch): readonly Epoch[] {
  return [...known.filter(({ stage, epoch }) => stage !== next.stage || epoch < next.epoch), next];
}
