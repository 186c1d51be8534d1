import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type CompactNetwork,
  everything,
  featuresOf,
  graph,
  type InputSpec,
  inclusionNameOf,
  isSecateurError,
  type Kept,
  keptAlong,
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
import {
  compact,
  exportModel,
  nestedCuts,
  type PruningPlan,
  planPruning,
  posteriorMean,
} from '../../exporter/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import { keepExport } from '../support/keep-export.ts';
import { randomArchitecture, randomVectorArchitecture } from '../support/random-architecture.ts';
import { hasIndicators } from '../support/random-posterior.ts';
import { runOnnx } from '../support/run-onnx.ts';

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

function posteriorOf(random: RandomStream): Posterior {
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
    input: network.image ? { kind: 'image', ...network.image, scale: 255 } : tableOf(network.inputs),
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
  const inputs = network.image ? features : graph.mul(features, maskOf(network.inputs, kept[0]!));
  return throughLayers(network, inputs, ({ index, layer, output }, values) => {
    const sums = linear(layer, values, tensor(tensorNames.slabMean(index)), tensor(tensorNames.biasMean(index)));
    const mask = maskOf(layer.units, keptAlong(output, kept));
    return graph.activate(graph.mul(sums, perUnit(mask, sums)), layer.activation);
  });
}

function maskOf(size: number, kept: readonly number[]): Node {
  const staying = new Set(kept);
  return graph.constant(Array.from({ length: size }, (_, at) => Number(staying.has(at))));
}

/** The same with an indicator for each weight, `share` of them likely, instead of those of units and inputs. */
function ofWeights(posterior: Posterior, random: RandomStream, share: number): Posterior {
  const { weighted } = structureOf(posterior.network);
  const tensors = Object.fromEntries(
    Object.entries(posterior.tensors).filter(([name]) => !name.endsWith('inclusionLogit')),
  );
  for (const { index, shape } of weighted) {
    const data = Float32Array.from({ length: sizeOf(shape) }, () => (random.uniform() < share ? 1 : -1));
    tensors[tensorNames.weightInclusion(index)] = { shape, data };
  }
  return {
    ...posterior,
    family: 'weight',
    prior: { ...posterior.prior, weightLogits: weighted.map(() => 0) },
    tensors,
  };
}

/** The median rule's plan; undefined where it would keep no path. */
function medianPlan(posterior: Posterior): PruningPlan | undefined {
  try {
    return planPruning(posterior, { name: 'median' });
  } catch (error) {
    if (isSecateurError(error) && error.code === 'LAYER_EMPTY') return undefined;
    throw error;
  }
}

/** The outputs of the uncut network for `features`, unlikely weights at 0. */
function withoutCutWeights({ network, tensors }: Posterior, length: number): Node {
  const input = graph.input('features', [length / network.inputs, network.inputs]);
  return throughLayers(network, input, ({ index, layer }, values) => {
    const { shape, data } = tensors[tensorNames.slabMean(index)]!;
    const logits = tensors[tensorNames.weightInclusion(index)]!.data;
    const weight = graph.constant(
      data.map((value, at) => (logits[at]! > 0 ? value : 0)),
      shape,
    );
    const bias = tensors[tensorNames.biasMean(index)]!;
    return graph.activate(linear(layer, values, weight, graph.constant(bias.data, bias.shape)), layer.activation);
  });
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

/** The features that a network reads. */
function readBy({ keptInputs }: CompactNetwork, features: Float64Array): Float64Array {
  const width = features.length / rows;
  return Float64Array.from({ length: rows * keptInputs.length }, (_, at) => {
    const row = Math.floor(at / keptInputs.length);
    return features[row * width + keptInputs[at % keptInputs.length]!]!;
  });
}

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
        const read = graph.input('read', [rows, network.keptInputs.length]);
        const [expected] = graph.evaluate([masked(posterior, kept, input)], { features });
        const [actual] = graph.evaluate([networkGraph(network, read)], { read: readBy(network, features) });
        // The folded biases are rounded to float32, everything else is as it was.
        expectClose(actual!, expected!, 1e-6);
      }),
      { numRuns: 60 },
    );
  });

  test('compact to exactly what they compute without the weights that are cut', () => {
    let smaller = 0;
    fc.assert(
      fc.property(fc.integer(), fc.double({ min: 0.3, max: 0.95, noNaN: true }), (seed, share) => {
        const random = randomStream(seed, 'weights');
        const posterior = ofWeights(posteriorOf(random), random, share);
        const plan = medianPlan(posterior);
        fc.pre(plan !== undefined);
        const features = batchOf(random, posterior);
        const network = compact(posterior, plan!);
        const [expected] = graph.evaluate([withoutCutWeights(posterior, features.length)], { features });
        const read = graph.input('read', [rows, network.keptInputs.length]);
        const [actual] = graph.evaluate([networkGraph(network, read)], { read: readBy(network, features) });
        expectClose(actual!, expected!, 3e-6);
        if (plan!.after.parameters < plan!.before.parameters) smaller++;
      }),
      { numRuns: 60 },
    );
    expect(smaller).toBeGreaterThan(10);
  });

  test('lose what nothing reads without a change of any answer', () => {
    let smaller = 0;
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'unread');
        const posterior = posteriorOf(random);
        for (const { index } of structureOf(posterior.network).weighted) {
          const { data } = posterior.tensors[tensorNames.slabMean(index)]!;
          data.forEach((_, at) => {
            if (random.uniform() < 0.7) data[at] = 0;
          });
        }
        fc.pre(hasIndicators(posterior));
        const plan = planPruning(posterior, { name: 'threshold', probability: 1e-9 });
        const features = batchOf(random, posterior);
        const network = compact(posterior, plan);
        const input = graph.input('features', [rows, posterior.network.inputs]);
        const all = everything(posterior.network);
        const [expected] = graph.evaluate([masked(posterior, all, input)], { features });
        const read = graph.input('read', [rows, network.keptInputs.length]);
        const [actual] = graph.evaluate([networkGraph(network, read)], { read: readBy(network, features) });
        expectClose(actual!, expected!, 1e-6);
        if (plan.after.parameters < plan.before.parameters) smaller++;
      }),
      { numRuns: 60 },
    );
    expect(smaller).toBeGreaterThan(10);
  });

  test('run in onnxruntime on raw pixels as in float64, for any number of rows', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), async (seed) => {
        const random = randomStream(seed, 'export');
        const posterior = posteriorOf(random);
        const cut = hasIndicators(posterior) ? nestedCuts(posterior, 3)[1] : undefined;
        const network = cut ? compact(posterior, cut) : posteriorMean(posterior);
        const { inputs } = posterior.network;
        const raw = Float32Array.from({ length: rows * inputs }, () => Math.floor(256 * random.uniform()));
        const described = featuresOf(posterior.input);
        const features = Float64Array.from(raw, (x, at) => {
          const feature = described[at % inputs]!;
          return feature.kind === 'affine' ? (x - feature.mean) / feature.scale : 0;
        });
        const read = graph.input('read', [rows, network.keptInputs.length]);
        const [expected] = graph.evaluate([networkGraph(network, read)], { read: readBy(network, features) });
        const bytes = exportModel(network);
        keepExport(`architecture-${seed}`, bytes);
        const feed = { shape: [rows, inputs], data: raw };
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
