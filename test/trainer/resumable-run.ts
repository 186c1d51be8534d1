import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { denseNetwork, encodePosterior } from '../../core/index.ts';
import { fitPosterior } from '../../trainer/index.ts';
import { smallClassification } from './synthetic-data.ts';

export function resumableDataset() {
  return smallClassification({ features: 8, examples: 240 });
}

/** A tiny run in which units and inputs leave on the way. */
export function resumableOptions() {
  const network = denseNetwork([8, 10, 2]);
  return {
    network,
    epochs: 12,
    childEpochs: 60,
    batchSize: 16,
    seed: 7,
    narrow: true,
    inclusionRate: 0.3,
    prior: { inclusion: 0.05 },
  };
}

/** As a process of its own: `node resumable-run.js CHECKPOINT RESULT`, made to be killed; one line per call of the engine. */
async function main(checkpoint: string, result: string): Promise<void> {
  // A minute passes whenever anybody looks at the clock, so that every epoch is checkpointed.
  let now = 0;
  Date.now = () => {
    now += 60_000;
    return now;
  };
  const { childEpochs: epochs, ...options } = resumableOptions();
  const onProgress = () => process.stdout.write('progress\n');
  const { posterior } = await fitPosterior(resumableDataset(), { ...options, epochs, checkpoint, onProgress });
  writeFileSync(result, encodePosterior(posterior));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv[2]!, process.argv[3]!);
