import type { ApiOf, HandlersOf } from './operation.ts';
import { compareOperations } from './operations/compare.ts';
import { fileOperations } from './operations/files.ts';
import { inspectOperations } from './operations/inspect.ts';
import { jobOperations } from './operations/jobs.ts';
import { profilingOperations } from './operations/profiling.ts';
import { pruneOperations } from './operations/prune.ts';
import { trainingOperations } from './operations/training.ts';
import { tryOperations } from './operations/try.ts';
import { windowOperations } from './operations/window.ts';

/**
 * All that the pages can ask of the host, in Electron as in the studio. One file in `operations/` for each view; the
 * preload's API, the studio's client and the host's handlers are derived from this table and nothing else.
 */
export const contract = {
  ...fileOperations,
  ...windowOperations,
  ...inspectOperations,
  ...compareOperations,
  ...jobOperations,
  ...profilingOperations,
  ...trainingOperations,
  ...pruneOperations,
  ...tryOperations,
} as const;

export type Contract = typeof contract;
export type OperationName = keyof Contract;
export type Api = ApiOf<Contract>;
export type Handlers = HandlersOf<Contract>;
