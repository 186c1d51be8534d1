import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { scoreModel } from '../../api/scores/score-model.ts';
import {
  decodePosterior,
  encodePosterior,
  formatNetwork,
  parseNetwork,
  randomStream,
  specOf,
} from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { compact, exportModel, planPruning } from '../../exporter/index.ts';
import { fineTune, fitPosterior, trainDense } from '../../trainer/index.ts';

const size = 8;

/** Noisy pictures of 8 x 8 with a line across, down, or neither. */
function lines(count: number): Dataset {
  const random = randomStream(1, 'lines');
  const rows = Uint8Array.from({ length: count * size * size }, () => 40 * random.uniform());
  const targets = Float32Array.from({ length: count }, () => Math.floor(3 * random.uniform()));
  targets.forEach((kind, picture) => {
    const at = Math.floor(size * random.uniform());
    for (let along = 0; along < size && kind < 2; along++) {
      const [row, column] = kind === 0 ? [at, along] : [along, at];
      rows[(picture * size + row) * size + column] = 180 + 70 * random.uniform();
    }
  });
  const range = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, index) => from + index);
  const [trained, validated] = [count * 0.7, count * 0.8];
  return {
    name: 'lines',
    input: { kind: 'image', height: size, width: size, channels: 1, scale: 255 },
    task: { kind: 'classification', labels: ['across', 'down', 'neither'] },
    rows,
    targets,
    split: { train: range(0, trained), validation: range(trained, validated), test: range(validated, count) },
    provenance: { source: 'made in code', sha256: createHash('sha256').update(rows).digest('hex') },
    notes: [],
  };
}

test('a residual, depthwise separable network is trained, narrowed, cut, fine-tuned and still right', async () => {
  const dataset = lines(500);
  const network = parseNetwork('8x8x1-c8k3p1-bn-c10k3p1-bn-c8k3p1-bn-add1-c8k3p1d-bn-c12k1-bn-gmax-3');
  const { network: dense } = await trainDense(dataset, { network, epochs: 10 });
  expect(formatNetwork(specOf(dense))).toBe('8x8x1-c8k3p1-c10k3p1-c8k3p1-add0-c8k3p1d-c12k1-gmax-3');
  const training: number[][] = [];
  const { posterior } = await fitPosterior(dataset, {
    network,
    start: dense,
    teacher: dense,
    epochs: 20,
    prior: { budget: 500 },
    tempering: { slab: 0.05 },
    onEpoch: (event) => {
      training.push([...event.training]);
    },
  });
  expect(decodePosterior(encodePosterior(posterior), 'memory').tensors).toEqual(posterior.tensors);
  const total = (members: readonly number[]) => members.reduce((sum, size) => sum + size, 0);
  expect(total(training.at(-1)!)).toBeLessThan(total(training[0]!));
  const plan = planPruning(posterior, { name: 'budget', parameters: 700 });
  const { network: tuned } = await fineTune(compact(posterior, plan), dataset, { epochs: 8, teacher: dense });
  expect(formatNetwork(specOf(tuned))).toBe(plan.after.network);
  const { value } = await scoreModel(exportModel(tuned), dataset, dataset.split.test);
  expect(value).toBeGreaterThan(0.9);
});
