import * as v from 'valibot';
import type { Job, JobUpdate } from '../job.ts';
import { operation } from '../operation.ts';
import { handedOutId } from './files.ts';

const job = v.strictObject({ job: handedOutId });

/** What is under way and what has ended; jobs are started by the operations of their views. */
export const jobOperations = {
  listJobs: operation<readonly Job[]>()(v.strictObject({})),
  /** Resolves with the job once it has ended. Leaving does not stop it: a page that comes back watches again. */
  watchJob: operation<Job, JobUpdate>()(job),
  /** Resolves once it has stopped. */
  cancelJob: operation<Job>()(job),
  /** The user has saved its result as a file: nothing is lost with it any more. */
  noteSaved: operation<void>()(job),
  /** Takes one that has ended off the list. */
  forgetJob: operation<void>()(job),
} as const;
