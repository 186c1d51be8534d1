import type { ErrorCode, Progress } from '../../core/index.ts';
import type { JobKinds } from './job-kinds.ts';

export type JobKind = keyof JobKinds;

/**
 * Work that goes on whatever becomes of the page that started it. `result` is that of one that is `done`, `error` of one
 * that has `failed`.
 */
export type Job = { readonly [Kind in JobKind]: JobOf<Kind> }[JobKind];

export interface JobOf<Kind extends JobKind> {
  readonly job: string;
  readonly kind: Kind;
  /** For people: the file it is about. */
  readonly title: string;
  /** The document that it was asked for, so that a page that is opened again finds it. */
  readonly about?: string;
  readonly state: 'running' | 'done' | 'failed' | 'cancelled';
  /** Milliseconds since 1970. */
  readonly startedAtMs: number;
  readonly endedAtMs?: number;
  /** The latest. */
  readonly progress?: Progress;
  /** Sentences for people beside the result. */
  readonly notes: readonly string[];
  readonly result?: JobKinds[Kind]['result'];
  /** Whether its result was saved as a file. */
  readonly isSaved?: boolean;
  readonly error?: { readonly code: ErrorCode; readonly message: string };
}

/** What happens on the way that is worth keeping, such as an epoch. */
export type JobEvent<Kind extends JobKind = JobKind> = JobKinds[Kind]['event'];

/** First the history, thinned out where it is long; then what is new. */
export type JobUpdate =
  | { readonly kind: 'history'; readonly events: readonly JobEvent[] }
  | { readonly kind: 'event'; readonly event: JobEvent }
  /** As it is now: progress and notes. */
  | { readonly kind: 'job'; readonly job: Job };
