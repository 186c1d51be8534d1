import { join } from 'node:path';
import { inTemporaryFolder } from '../../files/index.ts';
import { fitPosterior, onnxEngine } from '../../trainer/index.ts';
import { fitOptions, randomDataset } from '../step/our-fit.ts';
import { peakMemoryBytes } from '../support/machine.ts';
import { answerTask } from '../support/tasks.ts';
import type { MemoryRequest } from './request.ts';

/** Entry of a fresh process: a whole fit of a few epochs with a checkpoint after every call, as costly as fits get. */
await answerTask(async ({ task, threads }: MemoryRequest) => {
  await inTemporaryFolder('bench', (folder) =>
    fitPosterior(randomDataset(task), {
      ...fitOptions(task),
      epochs: 3,
      engine: onnxEngine({ threads }),
      checkpoint: join(folder, 'checkpoint.safetensors'),
      checkpointSeconds: 0,
    }),
  );
  return { peakBytes: peakMemoryBytes() };
});
