import type { HostState } from '../shared/index.ts';
import type { Documents } from './documents/documents.ts';
import type { SavedFiles } from './documents/saved-files.ts';
import type { Uploads } from './documents/uploads.ts';
import type { RecentFiles } from './state/recent-files.ts';
import type { Runs } from './training/runs.ts';
import type { Jobs } from './work/jobs.ts';
import type { Questions } from './work/questions.ts';

/** What the handlers of the contract work with. */
export interface Host extends Pick<HostState, 'home' | 'version' | 'samples'> {
  readonly documents: Documents;
  readonly uploads: Uploads;
  readonly saved: SavedFiles;
  /** Shows a file that is there in the system's file manager; undefined where there is none to ask. */
  readonly reveal: ((path: string) => Promise<void>) | undefined;
  readonly recent: RecentFiles;
  readonly jobs: Jobs;
  readonly runs: Runs;
  /** A process for what takes a moment: one question of a page after the other. */
  readonly questions: Questions;
}
