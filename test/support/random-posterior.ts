import {
  type InputSpec,
  inclusionNameOf,
  type NetworkSpec,
  type Posterior,
  randomStream,
  sizeOf,
  structureOf,
  type Task,
  type Tensor,
  tensorNames,
} from '../../core/index.ts';
import { examplePosterior } from './posterior-example.ts';

const threeLabels: Task = { kind: 'classification', labels: ['a', 'b', 'c'] };

/**
 * Random weights and log-odds for a network of any shape; weights of the size that keeps values near 1.
 * @param stdDev of every weight, all the same
 */
export function randomPosteriorOf(
  network: NetworkSpec,
  input: InputSpec,
  seed: number,
  { task = threeLabels, stdDev = 0.1 }: { readonly task?: Task; readonly stdDev?: number } = {},
): Posterior {
  const random = randomStream(seed, 'random posterior');
  const tensors: Record<string, Tensor> = {};
  const draw = (name: string, shape: readonly number[], value: () => number) => {
    tensors[name] = { shape, data: Float32Array.from({ length: sizeOf(shape) }, value) };
  };
  const { levels, weighted } = structureOf(network);
  for (const { index, shape, layer, fanIn } of weighted) {
    draw(tensorNames.slabMean(index), shape, () => random.normal() / Math.sqrt(fanIn));
    draw(tensorNames.biasMean(index), [layer.units], () => random.normal());
    draw(tensorNames.slabLogStdDev(index), shape, () => Math.log(stdDev));
    draw(tensorNames.biasLogStdDev(index), [layer.units], () => Math.log(stdDev));
  }
  levels.forEach(({ size }, level) => {
    const name = inclusionNameOf(network, level);
    if (name !== undefined) draw(name, [size], () => random.normal());
  });
  if (task.kind === 'regression' && (task.likelihood ?? 'gaussian') === 'gaussian') {
    draw(tensorNames.observationLogStdDev, [1], () => Math.log(0.5));
  }
  const prior = {
    name: 'constant',
    slabScales: weighted.map(() => 1),
    inputLogit: 0,
    unitLogits: levels.slice(1, -1).map(() => 0),
  };
  return { ...examplePosterior(), prior, network, input, task, tensors };
}

/** A random architecture may have nothing that could be cut. */
export function hasIndicators({ network, tensors }: Posterior): boolean {
  return structureOf(network).levels.some((_, level) => (inclusionNameOf(network, level) ?? '') in tensors);
}
