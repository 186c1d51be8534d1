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
    epochs: 12,
    batchSize: 8,
    seed: 7,
    narrow: true,
    inclusionRate: 0.3,
    prior: { inclusion: 0.05 },
    checkpointSeconds: 0,
  };
}

/** As a process of its own, made to be killed: one line on standard output for each call of the engine. */
async function main([checkpoint, result, narrow, epochs]: readonly string[]): Promise<void> {
  const { posterior } = await fitPosterior(resumableDataset(), {
    ...resumableOptions(),
    narrow: narrow === 'true',
    epochs: Number(epochs),
    checkpoint: checkpoint!,
    onProgress: ({ done }) => process.stdout.write(`${done}\n`),
  });
  writeFileSync(result!, encodePosterior(posterior));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv.slice(2));
