import type { HandlersOf } from '../../shared/index.ts';
import type { Tasks } from './tasks.ts';

/** What a task needs is loaded when it is first asked for: a process starts at once, and with little. */
export const taskHandlers: HandlersOf<Tasks> = {
  prepare: async () => {
    await import('../inspect/posterior-tasks.ts');
  },
  train: async (params, call) => (await import('../training/train-task.ts')).trainTask(params, call),
  pruneBasis: async (params) => (await import('../prune/prune-tasks.ts')).basisTask(params),
  curvesOf: async (params) => (await import('../prune/prune-tasks.ts')).curvesOfTask(params),
  fileSizes: async (params, call) => (await import('../prune/prune-tasks.ts')).fileSizesTask(params, call),
  fileSize: async (params) => (await import('../prune/prune-tasks.ts')).fileSizeTask(params),
  planWithin: async (params, call) => (await import('../prune/prune-tasks.ts')).planWithinTask(params, call),
  planCertified: async (params, call) => (await import('../prune/prune-tasks.ts')).planCertifiedTask(params, call),
  cutLatency: async (params, call) => (await import('../prune/prune-tasks.ts')).cutLatencyTask(params, call),
  tradeOff: async (params, call) => (await import('../prune/prune-tasks.ts')).tradeOffTask(params, call),
  export: async (params, call) => (await import('../prune/prune-tasks.ts')).exportTask(params, call),
  recognise: async ({ path, name }) => (await import('../documents/recognise.ts')).recognise(path, name),
  reportPicture: async (params) => (await import('../compare/report-tasks.ts')).reportPictureTask(params),
  reportPage: async (params) => (await import('../compare/report-tasks.ts')).reportPageTask(params),
  posteriorPicture: async (params) => (await import('../inspect/posterior-tasks.ts')).pictureTask(params),
  layerWeights: async (params, call) => (await import('../inspect/posterior-tasks.ts')).weightsTask(params, call),
  comparison: async (params) => (await import('../compare/compare-tasks.ts')).comparisonTask(params),
  comparisonPage: async (params) => (await import('../compare/compare-tasks.ts')).pageTask(params),
  tryOffer: async (params) => (await import('../try/try-tasks.ts')).offerTask(params),
  tryRows: async (params) => (await import('../try/try-tasks.ts')).tryTask(params),
  profileFiles: async (params, call) => (await import('../profiling/profile-task.ts')).profileTask(params, call),
  operatorTimes: async (params, call) => (await import('../profiling/profile-task.ts')).operatorsTask(params, call),
};
