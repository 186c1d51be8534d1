import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { denseNetwork, encodePosterior } from '../../core/index.ts';
import { fitPosterior } from '../../trainer/index.ts';
import { smallClassification } from './synthetic-data.ts';

export function resumableDataset() {
  return smallClassification({ features: 8, examples: 600 });
}

/** A tiny run in which units and inputs leave on the way, with four calls of the engine an epoch; all can be saved. */
export function resumableOptions() {
  return {
    network: denseNetwork([8, 300, 2]),
    epochs: 6,
    batchSize: 8,
    seed: 7,
    narrow: true,
    inclusionRate: 0.3,
    prior: { inclusion: 0.05 },
    checkpointSeconds: 0,
  };
}

/**
 * As a process of its own that kills itself, if it is told to: so long after so many calls of the engine. Another process might
 * come too late on a busy machine. The first line of its output is the step of the first call.
 */
async function main([checkpoint, result, narrow, epochs, killAfterCalls, delayMs]: readonly string[]): Promise<void> {
  const kill = () => setTimeout(() => process.kill(process.pid, 'SIGKILL'), Number(delayMs));
  if (killAfterCalls === '0') kill();
  let calls = 0;
  const { posterior } = await fitPosterior(resumableDataset(), {
    ...resumableOptions(),
    narrow: narrow === 'true',
    epochs: Number(epochs),
    checkpoint: checkpoint!,
    onProgress: ({ done }) => {
      process.stdout.write(`${done}\n`);
      if (++calls === Number(killAfterCalls)) kill();
    },
  });
  writeFileSync(result!, encodePosterior(posterior));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
