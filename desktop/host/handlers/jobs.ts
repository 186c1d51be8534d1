import type { HandlersOf } from '../../shared/index.ts';
import type { jobOperations } from '../../shared/operations/jobs.ts';
import type { Host } from '../host.ts';

export const jobHandlers = ({ jobs }: Host): HandlersOf<typeof jobOperations> => ({
  listJobs: async () => jobs.list(),
  watchJob: ({ job }, { signal, update }) => jobs.watch(job, update, signal),
  cancelJob: ({ job }) => jobs.cancel(job),
  noteSaved: async ({ job }) => jobs.noteSaved(job),
  forgetJob: async ({ job }) => jobs.forget(job),
});
