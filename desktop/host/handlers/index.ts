import type { Handlers } from '../../shared/index.ts';
import type { Host } from '../host.ts';
import { compareHandlers } from './compare.ts';
import { fileHandlers } from './files.ts';
import { inspectHandlers } from './inspect.ts';
import { jobHandlers } from './jobs.ts';
import { profilingHandlers } from './profiling.ts';
import { pruneHandlers } from './prune.ts';
import { trainingHandlers } from './training.ts';
import { tryHandlers } from './try.ts';
import { windowHandlers } from './window.ts';

/** What answers the contract: one file here for each file of operations, and a line for it. */
export const createHandlers = (host: Host): Handlers => ({
  ...fileHandlers(host),
  ...windowHandlers(),
  ...inspectHandlers(host),
  ...compareHandlers(host),
  ...jobHandlers(host),
  ...profilingHandlers(host),
  ...trainingHandlers(host),
  ...pruneHandlers(host),
  ...tryHandlers(host),
});
