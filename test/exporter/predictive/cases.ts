import {
  type CompactNetwork,
  featuresOf,
  type InputSpec,
  isWeighted,
  outputWidth,
  type Posterior,
  parseNetwork,
  type RandomStream,
  randomStream,
  type Task,
} from '../../../core/index.ts';
import { type PruningPlan, planPruning } from '../../../exporter/index.ts';
import type { variancesOf } from '../../../exporter/predictive/variances.ts';
import { randomArchitecture } from '../../support/random-architecture.ts';
import { hasIndicators, randomPosteriorOf } from '../../support/random-posterior.ts';
import { randomRows, randomTable } from '../random-network.ts';

export const tasks: readonly Task[] = [
  { kind: 'classification', labels: ['a', 'b', 'c'] },
  { kind: 'classification', labels: ['no', 'yes'], likelihood: 'binary' },
  { kind: 'regression', target: 'y', mean: 250, scale: 40 },
  { kind: 'regression', target: 'y', mean: 250, scale: 40, likelihood: 'gaussian-heteroscedastic' },
  { kind: 'regression', target: 'n', mean: 0, scale: 7, likelihood: 'poisson' },
];
export const everything = { name: 'threshold', probability: 0.001 } as const;

/** Tables and images, dense and convolutional networks, of every likelihood. */
export function randomCase(seed: number, stdDev: number) {
  const random = randomStream(seed, 'predictive case');
  const task = tasks[seed % tasks.length]!;
  const isImage = seed % 2 === 0;
  const posterior = isImage
    ? imagePosterior(random, task, seed, stdDev)
    : tablePosterior(randomTable(random), '9-6', task, seed, stdDev);
  return { posterior, rows: randomRows(random, posterior.input, 3) };
}

function imagePosterior(random: RandomStream, task: Task, seed: number, stdDev: number): Posterior {
  const network = randomArchitecture(random, outputWidth(task));
  return randomPosteriorOf(network, { kind: 'image', ...network.image!, scale: 255 }, seed, { task, stdDev });
}

export function tablePosterior(input: InputSpec, hidden: string, task: Task, seed: number, stdDev: number): Posterior {
  const network = parseNetwork(`${featuresOf(input).length}-${hidden}-${outputWidth(task)}`, 'tanh');
  return randomPosteriorOf(network, input, seed, { task, stdDev });
}

/** Undefined where an architecture leaves nothing to cut. */
export function planOf(posterior: Posterior): PruningPlan | undefined {
  return hasIndicators(posterior) ? planPruning(posterior, everything) : undefined;
}

/** The network with each weight its own `normal` number of standard deviations away. */
export function perturbed(
  network: CompactNetwork,
  variances: ReturnType<typeof variancesOf>,
  normal: (index: number, part: 'weight' | 'bias', at: number, size: number) => number,
): CompactNetwork {
  const layers = network.layers.map((layer, index) => {
    if (!isWeighted(layer)) return layer;
    const own = variances.get(index)!;
    const moved = (part: 'weight' | 'bias') => ({
      shape: layer[part].shape,
      data: layer[part].data.map(
        (value, at) => value + Math.sqrt(own[part].data[at]!) * normal(index, part, at, layer[part].data.length),
      ),
    });
    return { ...layer, weight: moved('weight'), bias: moved('bias') };
  });
  return { ...network, layers };
}
