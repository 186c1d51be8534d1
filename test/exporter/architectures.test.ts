import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  everything,
  graph,
  inclusionNameOf,
  type Kept,
  linear,
  type Node,
  networkGraph,
  type Posterior,
  parameterCount,
  perUnit,
  type RandomStream,
  randomStream,
  sizeOf,
  specOf,
  structureOf,
  type Tensor,
  tensorNames,
  throughLayers,
} from '../../core/index.ts';
import { compact, exportModel, nestedCuts, planPruning, posteriorMean } from '../../exporter/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import { keepExport } from '../support/keep-export.ts';
import { randomArchitecture } from '../support/random-architecture.ts';
import { runOnnx } from '../support/run-onnx.ts';

const labels = ['a', 'b', 'c'];

function posteriorOf(random: RandomStream): Posterior {
  const network = randomArchitecture(random, labels.length);
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
    input: { kind: 'image', ...network.image!, scale: 255 },
    task: { kind: 'classification', labels },
    seed: 0,
    data: { name: 'made up', sha256: '00' },
    metrics: {},
    tensors,
  };
}

/** The uncut network with the weighted sums of everything not kept multiplied by zero, in float64. */
function masked({ network, tensors }: Posterior, kept: Kept, features: Node): Node {
  const tensor = (name: string) => graph.constant(tensors[name]!.data, tensors[name]!.shape);
  return throughLayers(network, features, ({ index, layer, output }, values) => {
    const sums = linear(layer, values, tensor(tensorNames.slabMean(index)), tensor(tensorNames.biasMean(index)));
    const stays = new Set(kept[output.level]!);
    const mask = graph.constant(Array.from({ length: layer.units }, (_, unit) => Number(stays.has(unit))));
    return graph.activate(graph.mul(sums, perUnit(mask, sums)), layer.activation);
  });
}

function hasIndicators({ tensors }: Posterior): boolean {
  return Object.keys(tensors).some((name) => name.endsWith('inclusionLogit'));
}

function randomKept(random: RandomStream, { network }: Posterior): Kept {
  const { levels } = structureOf(network);
  return everything(network).map((all, level) => {
    if (!levels[level]!.prunable) return all;
    const some = all.filter(() => random.uniform() < 0.6);
    return some.length > 0 ? some : all.slice(0, 1);
  });
}

/** Of the largest answer: sums of thousands of random products reach the hundreds. */
function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  const scale = Array.from(expected).reduce((most, value) => Math.max(most, Math.abs(value)), 1);
  expect(actual.length).toBe(expected.length);
  Array.from(actual).forEach((value, at) => {
    expect(Math.abs(value - expected[at]!)).toBeLessThanOrEqual(tolerance * scale);
  });
}

const rows = 3;
const batchOf = (random: RandomStream, { network }: Posterior) =>
  Float64Array.from({ length: rows * network.inputs }, () => random.normal());

describe('networks that are graphs of layers', () => {
  test('compact to exactly what the masked network computes', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'masks');
        const posterior = posteriorOf(random);
        const kept = randomKept(random, posterior);
        const features = batchOf(random, posterior);
        const input = graph.input('features', [rows, posterior.network.inputs]);
        const [keptInputs, ...keptUnits] = kept;
        const network = compact(posterior, { keptInputs: keptInputs!, keptUnits });
        const [expected] = graph.evaluate([masked(posterior, kept, input)], { features });
        const [actual] = graph.evaluate([networkGraph(network, input)], { features });
        // The folded biases are rounded to float32, everything else is as it was.
        expectClose(actual!, expected!, 1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test('run in onnxruntime on raw pixels as in float64, for any number of rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = randomStream(seed, 'export');
        const posterior = posteriorOf(random);
        const cut = hasIndicators(posterior) ? nestedCuts(posterior, 3)[1] : undefined;
        const network = cut ? compact(posterior, cut) : posteriorMean(posterior);
        const pixels = Float32Array.from({ length: rows * network.keptInputs.length }, () =>
          Math.floor(256 * random.uniform()),
        );
        const input = graph.input('features', [rows, network.keptInputs.length]);
        const [expected] = graph.evaluate([networkGraph(network, input)], {
          features: Float64Array.from(pixels, (x) => x / 255),
        });
        const bytes = exportModel(network);
        keepExport(`architecture-${seed}`, bytes);
        const feed = { shape: [rows, network.keptInputs.length], data: pixels };
        const answers = await runOnnx(decodeModel(bytes, 'exported'), { input: feed });
        expectClose(answers['logits']!.data, expected!, 1e-5);
      }),
      { seed: 1, numRuns: 25 },
    );
  });

  test('shrink along nested cuts, and count what the compact network has', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const posterior = posteriorOf(randomStream(seed, 'cuts'));
        fc.pre(hasIndicators(posterior));
        const plans = nestedCuts(posterior, 5);
        plans.forEach((plan, index) => {
          expect(parameterCount(specOf(compact(posterior, plan)))).toBe(plan.after.parameters);
          if (index > 0) expect(plan.after.parameters).toBeLessThanOrEqual(plans[index - 1]!.after.parameters);
        });
        expect(planPruning(posterior, { name: 'threshold', probability: 1e-9 }).after).toEqual(plans[0]!.before);
      }),
      { numRuns: 40 },
    );
  });
});
