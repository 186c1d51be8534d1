import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeTemporaryFolder } from '../../files/index.ts';
import { contract, type Handlers, type HostState } from '../shared/index.ts';
import { createDispatcher, type Dispatcher } from './dispatcher.ts';
import { createDocuments } from './documents/documents.ts';
import { createSavedFiles } from './documents/saved-files.ts';
import { createUploads } from './documents/uploads.ts';
import { createHandlers } from './handlers/index.ts';
import type { Host } from './host.ts';
import { createRecentFiles } from './state/recent-files.ts';
import { stateFolder } from './state/state-folder.ts';
import { createRuns } from './training/runs.ts';
import { forkChild, type Spawn } from './work/child.ts';
import { createJobs } from './work/jobs.ts';
import { createQuestions } from './work/questions.ts';

export interface HostOptions extends Pick<HostState, 'home' | 'version'> {
  /** Default: none. */
  readonly samples?: HostState['samples'];
  /** What is remembered between starts. Default: the platform's folder for that. */
  readonly stateFolder?: string;
  /** Starts child processes. Default: as Node does. */
  readonly spawn?: Spawn;
  /** Shows a file in the system's file manager. Default: there is nobody to ask. */
  readonly reveal?: (path: string) => Promise<void>;
  /** Told of failures that are bugs of ours. */
  readonly onBug: (operation: string, error: unknown) => void;
}

export interface RunningHost {
  readonly host: Host;
  /** For whoever puts some of its own in their place, as a window of the desktop does. */
  readonly handlers: Handlers;
  readonly dispatcher: Dispatcher;
  /** Ends what is under way and removes what pages sent. */
  close(): Promise<void>;
}

/** A host in another container may wait so long for the next upload. */
const longestIdleMs = 24 * 3_600_000;

/** The one host behind the studio's pages and Electron's windows alike. */
export async function startHost(options: HostOptions): Promise<RunningHost> {
  const temporary = await makeTemporaryFolder('host', longestIdleMs);
  const spawn = options.spawn ?? forkChild;
  const questions = createQuestions(spawn);
  const documents = createDocuments((file) => questions.ask.recognise(file));
  const uploads = createUploads(temporary, documents);
  const state = options.stateFolder ?? stateFolder();
  const jobs = createJobs(spawn);

  const host: Host = {
    home: options.home,
    version: options.version,
    samples: options.samples ?? [],
    documents,
    uploads,
    saved: createSavedFiles(uploads),
    reveal: options.reveal,
    recent: createRecentFiles(state),
    jobs,
    runs: createRuns(join(state, 'runs'), jobs),
    questions,
  };
  const handlers = createHandlers(host);
  const dispatcher = createDispatcher({ contract, handlers, onBug: options.onBug });
  return {
    host,
    handlers,
    dispatcher,
    close: async () => {
      questions.close();
      await jobs.close();
      await uploads.cancelAll();
      await rm(temporary, { recursive: true, force: true });
    },
  };
}
