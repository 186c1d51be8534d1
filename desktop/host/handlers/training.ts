import { networkPresets } from '../../../core/index.ts';
import { simulationNames } from '../../../datasets/index.ts';
import { families } from '../../../trainer/index.ts';
import type { HandlersOf } from '../../shared/index.ts';
import type { trainingOperations } from '../../shared/operations/training.ts';
import { typedPath } from '../documents/typed-path.ts';
import type { Host } from '../host.ts';

export const trainingHandlers = ({ runs, documents, uploads }: Host): HandlersOf<typeof trainingOperations> => ({
  trainingOffer: async () => ({
    families: families.map(({ name, summary }) => ({ name, summary })),
    networks: networkPresets.map(({ name, summary }) => ({ name, summary })),
    data: ['mnist', 'fashion-mnist', ...simulationNames()],
  }),
  finishDataUpload: async ({ upload }) => ({ data: await uploads.keep(upload) }),
  startTraining: ({ title, data, options }) =>
    runs.start(title, typedPath(data), options, { copyData: uploads.owns(data) }),
  resumeTraining: ({ run }) => runs.resume(run),
  listRuns: () => runs.list(),
  runHistory: ({ run }) => runs.history(run),
  openRun: async ({ run }) => documents.open(await runs.posterior(run)),
  removeRun: ({ run }) => runs.remove(run),
});
