import { randomUUID } from 'node:crypto';
import { isSecateurError, messageOf, SecateurError } from '../../../core/index.ts';
import {
  type ApiOf,
  createClient,
  createEventHistory,
  type EventHistory,
  type Job,
  type JobEvent,
  type JobKind,
  type JobOf,
  type JobUpdate,
} from '../../shared/index.ts';
import type { Spawn } from './child.ts';
import { childChannel } from './child-channel.ts';
import { type Tasks, type TaskUpdate, tasks } from './tasks.ts';

/** Long work, each in a process of its own: its crash is its failure, and nobody else's. */
export interface Jobs {
  /**
   * @param work asks the process of this job for what it is to do
   * @param about the document that it is asked for
   * @throws ARGUMENT_INVALID when too many are running
   */
  start<Kind extends JobKind>(kind: Kind, title: string, work: Work<Kind>, about?: string): JobOf<Kind>;
  list(): readonly Job[];
  /** @returns the job when it has ended; ABORTED by `signal`, which leaves it running. @throws ARGUMENT_INVALID */
  watch(job: string, onUpdate: (update: JobUpdate) => void, signal: AbortSignal): Promise<Job>;
  cancel(job: string): Promise<Job>;
  noteSaved(job: string): void;
  forget(job: string): void;
  /** Of its process, while it runs. */
  pid(job: string): number | undefined;
  /** Cancels all, so that what can be resumed is saved. */
  close(): Promise<void>;
}

export type Work<Kind extends JobKind> = (
  tasks: ApiOf<Tasks>,
  call: { readonly signal: AbortSignal; readonly onUpdate: (update: TaskUpdate<JobEvent<Kind>>) => void },
) => Promise<JobOf<Kind>['result'] & {}>;

const maximumRunning = 8;
const maximumEnded = 100;
const maximumEvents = 2000;
const maximumNotes = 100;
/** How long a process may take to stop when it is asked to. */
const patienceMs = 4000;

interface Entry {
  job: Job;
  readonly history: EventHistory<JobEvent>;
  readonly watchers: Set<(update: JobUpdate) => void>;
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  readonly kill: () => void;
  readonly pid: () => number | undefined;
}

export function createJobs(spawn: Spawn): Jobs {
  const entries = new Map<string, Entry>();

  const find = (job: string): Entry => {
    const entry = entries.get(job);
    if (entry) return entry;
    throw new SecateurError('ARGUMENT_INVALID', 'There is no such job any more.');
  };
  const tell = (entry: Entry, update: JobUpdate): void => {
    for (const watcher of entry.watchers) watcher(update);
  };
  const change = (entry: Entry, changed: Partial<Job>): void => {
    entry.job = { ...entry.job, ...changed } as Job;
    tell(entry, { kind: 'job', job: entry.job });
  };
  const hear = (entry: Entry, update: TaskUpdate<JobEvent>): void => {
    if (update.kind === 'progress') change(entry, { progress: update.progress });
    else if (update.kind === 'note') change(entry, { notes: [...entry.job.notes, update.note].slice(-maximumNotes) });
    else {
      entry.history.add(update.event);
      tell(entry, { kind: 'event', event: update.event });
    }
  };
  const dropOldest = (): void => {
    const ended = [...entries.values()].filter(({ job }) => job.state !== 'running');
    for (const { job } of ended.slice(0, Math.max(0, ended.length - maximumEnded))) entries.delete(job.job);
  };
  const stop = async (entry: Entry): Promise<Job> => {
    entry.abort.abort();
    const impatience = setTimeout(entry.kill, patienceMs);
    await entry.ended;
    clearTimeout(impatience);
    return entry.job;
  };

  return {
    start: (kind, title, work, about) => {
      if ([...entries.values()].filter(({ job }) => job.state === 'running').length >= maximumRunning) {
        throw new SecateurError('ARGUMENT_INVALID', `${maximumRunning} jobs are running. Cancel one, or wait for one.`);
      }
      const channel = childChannel(spawn);
      // Cancelled is what has stopped: it may have a checkpoint to write.
      const client = createClient(tasks, channel, { waitForCancelled: true });
      const abort = new AbortController();
      let end = (): void => undefined;
      const ended = new Promise<void>((resolve) => {
        end = resolve;
      });
      const job = {
        job: randomUUID(),
        kind,
        title,
        ...(about !== undefined && { about }),
        state: 'running',
        startedAtMs: Date.now(),
        notes: [],
      } as unknown as Job;
      const entry: Entry = {
        job,
        history: createEventHistory(maximumEvents),
        watchers: new Set(),
        abort,
        ended,
        kill: channel.kill,
        pid: channel.pid,
      };
      entries.set(job.job, entry);
      void work(client, { signal: abort.signal, onUpdate: (update) => hear(entry, update) })
        .then(
          (result) => ({ state: 'done', result }) as Partial<Job>,
          (error: unknown) => outcomeOf(error, abort.signal),
        )
        .then((outcome) => {
          change(entry, { ...outcome, endedAtMs: Date.now() });
          channel.kill();
          end();
          dropOldest();
        });
      return entry.job as JobOf<typeof kind>;
    },
    list: () => [...entries.values()].map(({ job }) => job),
    watch: async (job, onUpdate, signal) => {
      const entry = find(job);
      onUpdate({ kind: 'history', events: entry.history.list() });
      onUpdate({ kind: 'job', job: entry.job });
      entry.watchers.add(onUpdate);
      try {
        await Promise.race([entry.ended, aborted(signal)]);
        return entry.job;
      } finally {
        entry.watchers.delete(onUpdate);
      }
    },
    cancel: (job) => stop(find(job)),
    noteSaved: (job) => change(find(job), { isSaved: true }),
    forget: (job) => {
      if (find(job).job.state !== 'running') entries.delete(job);
    },
    pid: (job) => find(job).pid(),
    close: async () => {
      await Promise.all([...entries.values()].map(stop));
    },
  };
}

function outcomeOf(error: unknown, signal: AbortSignal): Partial<Job> {
  if (signal.aborted) return { state: 'cancelled' };
  const code = isSecateurError(error) ? error.code : 'PROVIDER_FAILED';
  return { state: 'failed', error: { code, message: messageOf(error) } };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(new SecateurError('ABORTED', 'Cancelled.'));
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}
