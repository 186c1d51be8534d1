import type { Handlers } from '../../shared/index.ts';
import { compareOperations } from '../../shared/operations/compare.ts';
import { inspectOperations } from '../../shared/operations/inspect.ts';
import { profilingOperations } from '../../shared/operations/profiling.ts';
import { pruneOperations } from '../../shared/operations/prune.ts';
import { trainingOperations } from '../../shared/operations/training.ts';
import { tryOperations } from '../../shared/operations/try.ts';
import type { Host } from '../host.ts';
import { fileHandlers } from './files.ts';
import { jobHandlers } from './jobs.ts';
import { later } from './later.ts';
import { windowHandlers } from './window.ts';

/**
 * What answers the contract: one file here for each file of operations, and a line for it. Those of a view are loaded when it
 * first asks: a window opens before all that reads, trains and measures is there.
 */
export const createHandlers = (host: Host): Handlers => ({
  ...fileHandlers(host),
  ...windowHandlers(),
  ...jobHandlers(host),
  ...later(inspectOperations, async () => (await import('./inspect.ts')).inspectHandlers(host)),
  ...later(compareOperations, async () => (await import('./compare.ts')).compareHandlers(host)),
  ...later(profilingOperations, async () => (await import('./profiling.ts')).profilingHandlers(host)),
  ...later(trainingOperations, async () => (await import('./training.ts')).trainingHandlers(host)),
  ...later(pruneOperations, async () => (await import('./prune.ts')).pruneHandlers(host)),
  ...later(tryOperations, async () => (await import('./try.ts')).tryHandlers(host)),
});
