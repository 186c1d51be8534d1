import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { createEventHistory, type Job, type TrainingRun } from '../../../shared/index.ts';
import { api } from '../../state/api.ts';
import { showFault } from '../../state/feedback.ts';
import { paced } from '../../state/paced.ts';
import { strings } from '../../strings.ts';
import type { Epoch } from './run-curve.ts';

/** All trainings that were begun, latest first; undefined until the host has said. */
export const runs = signal<readonly TrainingRun[] | undefined>(undefined);
/** Of the runs that are looked at, by run. */
export const epochs = signal<ReadonlyMap<string, readonly Epoch[]>>(new Map());
/** How far those that are running are, by run. */
export const progress = signal<ReadonlyMap<string, Job['progress']>>(new Map());

/** More points than a curve can show. */
const mostEpochs = 2000;
/** Between two looks at what has come. */
const pauseMs = 100;

let lastAsked = 0;

/** Answers that were overtaken by a later question are out of date. */
export async function refreshRuns(): Promise<void> {
  lastAsked += 1;
  const asked = lastAsked;
  try {
    const answer = await api().listRuns({});
    if (asked === lastAsked) runs.value = answer;
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
    followRun(run, job, abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) showFault(strings.train.doing.follow, error);
    });
    return () => abort.abort();
  }, [run, job]);
}

/** Resolves when the run has ended. @param job undefined for one that is not running */
export async function followRun(run: string, job: string | undefined, signal: AbortSignal): Promise<void> {
  if (job === undefined) {
    const history = await api().runHistory({ run }, { signal });
    setEpochs(run, history);
    return;
  }
  // Small networks train hundreds of epochs a second: a page that drew each of them would fall further and further behind.
  let history = createEventHistory<Epoch>(mostEpochs);
  let reached: Job['progress'];
  const shown = paced(() => {
    setEpochs(run, history.list());
    progress.value = new Map(progress.value).set(run, reached);
  }, pauseMs);
  try {
    await api().watchJob(
      { job },
      {
        signal,
        onUpdate: (update) => {
          if (update.kind === 'job') reached = update.job.progress;
          else if (update.kind === 'event') history.add(update.event as Epoch);
          else {
            history = createEventHistory(mostEpochs);
            for (const event of update.events) history.add(event as Epoch);
          }
          shown.ask();
        },
      },
    );
  } finally {
    shown.end();
  }
  await refreshRuns();
}

function setEpochs(run: string, of: readonly Epoch[]): void {
  epochs.value = new Map(epochs.value).set(run, of);
}
