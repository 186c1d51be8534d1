import { signal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Job, JobOf, ProfilingEvent } from '../../../shared/index.ts';
import { api } from '../../state/api.ts';
import { showFault } from '../../state/feedback.ts';
import { strings } from '../../strings.ts';
import { type LiveLatencies, nothingYet, withEvent } from './live-latencies.ts';

/** The measurement that was begun last, by this page or another one. */
export const latest = signal<JobOf<'profile'> | undefined>(undefined);
/** What it has told until now. */
export const live = signal<LiveLatencies>(nothingYet);

/** Finds the latest measurement when the view is shown, and follows it: it goes on without a page. */
export function useLatestProfile(): void {
  useEffect(() => {
    void api()
      .listJobs({})
      .then((jobs) => {
        const found = jobs.filter(isProfile).at(-1);
        if (found && found.job !== latest.value?.job) setLatest(found);
      })
      .catch((error: unknown) => showFault(strings.profile.running.follow, error));
  }, []);
  const job = latest.value?.job;
  useEffect(() => {
    if (job === undefined) return undefined;
    const abort = new AbortController();
    follow(job, abort.signal).catch((error: unknown) => {
      if (!abort.signal.aborted) showFault(strings.profile.running.follow, error);
    });
    return () => abort.abort();
  }, [job]);
}

export function setLatest(job: JobOf<'profile'>): void {
  live.value = nothingYet;
  latest.value = job;
}

async function follow(job: string, signal: AbortSignal): Promise<void> {
  const ended = await api().watchJob(
    { job },
    {
      signal,
      onUpdate: (update) => {
        if (update.kind === 'history') {
          live.value = (update.events as readonly ProfilingEvent[]).reduce(withEvent, nothingYet);
        } else if (update.kind === 'event') live.value = withEvent(live.value, update.event as ProfilingEvent);
        else if (isProfile(update.job)) latest.value = update.job;
      },
    },
  );
  if (isProfile(ended)) latest.value = ended;
}

function isProfile(job: Job): job is JobOf<'profile'> {
  return job.kind === 'profile';
}
