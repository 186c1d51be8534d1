import { expect } from '@jest/globals';
import {
  type CompactNetwork,
  type ImageShape,
  type InputSpec,
  inclusionNameOf,
  type Posterior,
  type RandomStream,
  sizeOf,
  structureOf,
  type Tensor,
  tensorNames,
} from '../../core/index.ts';
import { randomArchitecture, randomVectorArchitecture } from '../support/random-architecture.ts';

const labels = ['a', 'b', 'c'];

function tableOf(columns: number): InputSpec {
  return {
    kind: 'table',
    columns: Array.from({ length: columns }, (_, at) => ({
      kind: 'numeric',
      name: `column ${at}`,
      mean: at,
      scale: 1 + at,
      imputed: false,
    })),
  };
}

/** Pixels, or measurements whose channels have scales of their own. */
function imageOf(image: ImageShape, random: RandomStream): InputSpec {
  const measured = Array.from({ length: image.channels }, () => ({
    mean: Math.fround(200 * random.uniform() - 50),
    scale: Math.fround(1 + 100 * random.uniform()),
  }));
  return random.uniform() < 0.5
    ? { kind: 'image', ...image, scale: 255 }
    : { kind: 'image', ...image, scale: 1, measured };
}

/** Random networks of any architecture, with indicators of units and inputs. */
export function posteriorOf(random: RandomStream): Posterior {
  const network =
    random.uniform() < 0.3
      ? randomVectorArchitecture(random, labels.length)
      : randomArchitecture(random, labels.length);
  const tensors: Record<string, Tensor> = {};
  const draw = (name: string, shape: readonly number[]) => {
    tensors[name] = { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()) };
  };
  const { levels, weighted } = structureOf(network);
  for (const { index, shape, layer } of weighted) {
    draw(tensorNames.slabMean(index), shape);
    draw(tensorNames.biasMean(index), [layer.units]);
  }
  levels.forEach(({ size }, level) => {
    const name = inclusionNameOf(network, level);
    if (name !== undefined) draw(name, [size]);
  });
  return {
    version: 1,
    network,
    family: 'node',
    prior: {
      name: 'constant',
      slabScales: weighted.map(() => 1),
      inputLogit: 0,
      unitLogits: levels.slice(1, -1).map(() => 0),
    },
    tempering: { slab: 1, inclusion: 1, likelihood: 'labels' },
    input: network.image ? imageOf(network.image, random) : tableOf(network.inputs),
    task: { kind: 'classification', labels },
    seed: 0,
    data: { name: 'made up', sha256: '00' },
    metrics: {},
    tensors,
  };
}

/** Of the largest answer: sums of thousands of random products reach the hundreds. */
export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  expect(actual.length).toBe(expected.length);
  Array.from(actual).forEach((value, at) => {
    expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(tolerance * scale);
  });
}

export const rows = 3;
export const batchOf = (random: RandomStream, { network }: Posterior) =>
  Float64Array.from({ length: rows * network.inputs }, () => random.normal());

/** The features that a network reads. */
export function readBy({ keptInputs }: CompactNetwork, features: Float64Array): Float64Array {
  const width = features.length / rows;
  return Float64Array.from({ length: rows * keptInputs.length }, (_, at) => {
    const row = Math.floor(at / keptInputs.length);
    return features[row * width + keptInputs[at % keptInputs.length]!]!;
  });
}
