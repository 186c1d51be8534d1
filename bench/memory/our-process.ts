import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fitPosterior, onnxEngine } from '../../trainer/index.ts';
import { fitOptions, randomDataset } from '../step/our-fit.ts';
import { answerAndExit } from '../support/child.ts';
import { peakMemoryBytes } from '../support/machine.ts';
import type { MemoryRequest } from './request.ts';

/** Entry of a fresh process: a whole fit of a few epochs with a checkpoint after every call, as costly as fits get. */
const { task, threads } = JSON.parse(process.argv.at(-1)!) as MemoryRequest;
const folder = await mkdtemp(join(tmpdir(), 'secateur-bench-'));
try {
  await fitPosterior(randomDataset(task), {
    ...fitOptions(task),
    epochs: 3,
    engine: onnxEngine({ threads }),
    checkpoint: join(folder, 'checkpoint.safetensors'),
    checkpointSeconds: 0,
  });
} finally {
  await rm(folder, { recursive: true, force: true });
}
answerAndExit({ peakBytes: peakMemoryBytes() });
