import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type Activation,
  type CompactNetwork,
  columnCount,
  featuresOf,
  graph,
  type InputSpec,
  isWeighted,
  outputWidth,
  type Posterior,
  parseNetwork,
  type RandomStream,
  randomStream,
  type Task,
} from '../../core/index.ts';
import {
  compact,
  exportModel,
  type Predictive,
  type PruningPlan,
  parsePredictive,
  planPruning,
} from '../../exporter/index.ts';
import { momentOutputs } from '../../exporter/predictive/moment-outputs.ts';
import { prime, roundConstants } from '../../exporter/predictive/noise-stream.ts';
import { uncertainGraph } from '../../exporter/predictive/uncertain-graph.ts';
import { variancesOf } from '../../exporter/predictive/variances.ts';
import { decodeModel, validateModel } from '../../onnx/index.ts';
import { load } from '../../runtime/index.ts';
import { keepExport } from '../support/keep-export.ts';
import { randomArchitecture } from '../support/random-architecture.ts';
import { hasIndicators, randomPosteriorOf } from '../support/random-posterior.ts';
import { compactOutputs, randomRows, randomTable } from './random-network.ts';

const tasks: readonly Task[] = [
  { kind: 'classification', labels: ['a', 'b', 'c'] },
  { kind: 'classification', labels: ['no', 'yes'], likelihood: 'binary' },
  { kind: 'regression', target: 'y', mean: 250, scale: 40 },
  { kind: 'regression', target: 'y', mean: 250, scale: 40, likelihood: 'gaussian-heteroscedastic' },
  { kind: 'regression', target: 'n', mean: 0, scale: 7, likelihood: 'poisson' },
];
const methods: readonly Predictive[] = [{ kind: 'mean' }, { kind: 'samples', samples: 5 }, { kind: 'moments' }];
const everything = { name: 'threshold', probability: 0.001 } as const;

/** Tables and images, dense and convolutional networks, of every likelihood. */
function randomCase(seed: number, stdDev: number) {
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

function tablePosterior(input: InputSpec, hidden: string, task: Task, seed: number, stdDev: number): Posterior {
  const network = parseNetwork(`${featuresOf(input).length}-${hidden}-${outputWidth(task)}`, 'tanh');
  return randomPosteriorOf(network, input, seed, { task, stdDev });
}

/** Undefined where an architecture leaves nothing to cut. */
function planOf(posterior: Posterior): PruningPlan | undefined {
  return hasIndicators(posterior) ? planPruning(posterior, everything) : undefined;
}

describe('a predictive model', () => {
  test('of weights that are certain answers as the plain one, and the weights add no uncertainty', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 10_000 }), async (seed) => {
        const { posterior, rows } = randomCase(seed, 1e-12);
        const plan = planOf(posterior);
        fc.pre(plan !== undefined);
        const network = compact(posterior, plan!);
        await using plain = await load(exportModel(network));
        const expected = await answers(plain, rows);
        for (const predictive of methods) {
          const bytes = exportModel(network, { posterior, plan: plan!, predictive });
          expect(() => validateModel(decodeModel(bytes, 'm.onnx'), 'm.onnx')).not.toThrow();
          keepExport(`predictive-${predictive.kind}-${seed}`, bytes);
          await using model = await load(bytes);
          const actual = await answers(model, rows);
          actual.forEach((answer, row) => {
            const scale = Math.max(1, ...expected.flatMap(({ values }) => values).map(Math.abs));
            answer.values.forEach((value, at) => {
              expect(Math.abs(value - expected[row]!.values[at]!)).toBeLessThanOrEqual(2e-5 * scale);
            });
            expect(answer.ofModel ?? 0).toBeLessThanOrEqual(1e-3 * scale);
            expect(answer.ofModel === undefined).toBe(predictive.kind === 'mean');
          });
        }
      }),
      { seed: 1, numRuns: 15 },
    );
  });

  test('by samples is the mean of that many networks, drawn as the graph says', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (seed) => {
        const { posterior, rows } = randomCase(seed - (seed % tasks.length), 0.3);
        const plan = planOf(posterior);
        fc.pre(plan !== undefined);
        const network = compact(posterior, plan!);
        const variances = variancesOf(posterior, plan);
        const batch = rows.length / columnCount(posterior.input);
        const sampled = uncertainGraph(network, { kind: 'samples', samples: 3 }, variances, batch);
        const random = randomStream(seed, 'noise');
        const noise = sampled.noise.map(({ attributes, shape }) => {
          const data = Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random.normal());
          return [attributes.name, data] as const;
        });
        const feeds = { input: rows, ...Object.fromEntries(noise) };
        const [actual] = graph.evaluate([sampled.outputs['probabilities']!], feeds);
        const each = [0, 1, 2].map((draw) =>
          probabilitiesOf(drawn(network, variances, Object.fromEntries(noise), draw), rows),
        );
        actual!.forEach((value, at) => {
          const mean = (each[0]![at]! + each[1]![at]! + each[2]![at]!) / 3;
          expect(Math.abs(value - mean)).toBeLessThanOrEqual(1e-6);
        });
      }),
      { seed: 3, numRuns: 20 },
    );
  });

  test('makes the same standard normal numbers as the definition', async () => {
    const input: InputSpec = { kind: 'image', height: 1, width: 4, channels: 1, scale: 1 };
    const posterior = tablePosterior(input, '3', tasks[2]!, 1, 0.2);
    const plan = planPruning(posterior, everything);
    const network = compact(posterior, plan);
    const predictive = { kind: 'samples', samples: 4 } as const;
    const bytes = exportModel(network, { posterior, plan, predictive });
    const row = Float32Array.of(1, -2, 0.5, 3);
    const { outputs, noise } = uncertainGraph(network, predictive, variancesOf(posterior, plan));
    const sizes = noise.map(({ shape }) => shape.reduce((a, b) => a * b, 1));
    const values = normalNumbers(
      posterior.seed,
      sizes.reduce((a, b) => a + b, 0),
    );
    let start = 0;
    const feeds = noise.map(({ attributes }, index) => {
      const own = values.subarray(start, start + sizes[index]!);
      start += sizes[index]!;
      return [attributes.name, own] as const;
    });
    const names = ['prediction', 'stdDev', 'modelStdDev', 'lower', 'upper'];
    const expected = graph.evaluate(
      names.map((name) => outputs[name]!),
      { input: row, ...Object.fromEntries(feeds) },
    );
    await using model = await load(bytes);
    const actual = await model.run({ input: { type: 'float32', data: row, dims: [1, 4] } });
    names.forEach((name, at) => {
      expect((actual[name]!.data as Float32Array)[0]).toBeCloseTo(expected[at]![0]!, 2);
    });
  });

  test('whose numbers are made in the graph draws from a standard normal distribution', () => {
    const values = normalNumbers(7, 20_000);
    const mean = (of: (value: number, at: number) => number) =>
      values.reduce((sum, value, at) => sum + of(value, at), 0) / 20_000;
    expect(mean((value) => value)).toBeCloseTo(0, 1);
    expect(Math.abs(mean((value) => value ** 2) - 1)).toBeLessThan(0.04);
    expect(Math.abs(mean((value) => value ** 4) - 3)).toBeLessThan(0.35);
    expect(Math.abs(mean((value, at) => value * (values[at + 1] ?? 0)))).toBeLessThan(0.03);
    expect(Math.abs(mean((value) => Number(Math.abs(value) < 0.6744898)) - 0.5)).toBeLessThan(0.015);
    expect(normalNumbers(8, 3)).not.toEqual(normalNumbers(7, 3));
  });
});

describe('means and variances carried through layers', () => {
  const activations: readonly Activation[] = ['relu', 'leaky', 'silu', 'gelu', 'tanh', 'sigmoid', 'identity'];

  test.each(activations)('are those of many samples (%s)', (activation) => {
    const input: InputSpec = { kind: 'image', height: 1, width: 6, channels: 1, scale: 1 };
    const made = randomPosteriorOf(parseNetwork('6-12-3', activation), input, 5, { stdDev: 0.3 });
    checkAgainstSamples(made, Float32Array.of(1, -1, 0.5, 2, 0, -0.3), 0.1, 0.2);
  });

  test.each(['c4k3-max2-c5k2-flat-8', 'c4k3p1-avg2-c5k2-gavg', 'c4k3-c4k1=identity-add0-max2-flat'])(
    'of convolutions come near those of many samples (%s)',
    (layers) => {
      const network = parseNetwork(`6x6x1-${layers}-3`);
      const input: InputSpec = { kind: 'image', height: 6, width: 6, channels: 1, scale: 1 };
      const random = randomStream(2, 'image');
      checkAgainstSamples(
        randomPosteriorOf(network, input, 3, { stdDev: 0.1 }),
        Float32Array.from({ length: 36 }, () => random.uniform()),
        0.35,
        0.6,
      );
    },
  );
});

/** Means within a part of the standard deviation, variances within a part of themselves. */
function checkAgainstSamples(
  posterior: Posterior,
  row: Float32Array,
  meanTolerance: number,
  varianceTolerance: number,
) {
  const plan = planPruning(posterior, everything);
  const network = compact(posterior, plan);
  const variances = variancesOf(posterior, plan);
  const features = graph.input('features', [1, network.keptInputs.length]);
  const feed = Float32Array.from(network.keptInputs, (index) => row[index]!);
  const { mean, variance } = momentOutputs(network, variances, features, (_, node) => node);
  const [means, variancesFound] = graph.evaluate([mean, variance], { features: feed });
  const random = randomStream(1, 'many samples');
  const count = 1000;
  const sums = [0, 1, 2].map(() => ({ first: 0, second: 0 }));
  for (let draw = 0; draw < count; draw++) {
    const outputs = compactOutputs(
      perturbed(network, variances, () => random.normal()),
      feed,
    );
    outputs.forEach((value, at) => {
      sums[at]!.first += value / count;
      sums[at]!.second += value ** 2 / count;
    });
  }
  sums.forEach(({ first, second }, at) => {
    const sampled = second - first ** 2;
    expect(Math.abs(means![at]! - first) / Math.sqrt(sampled)).toBeLessThan(meanTolerance);
    expect(Math.abs(variancesFound![at]! / sampled - 1)).toBeLessThan(varianceTolerance);
  });
}

describe('a way to predict', () => {
  test.each([
    ['mean', { kind: 'mean' }],
    ['samples=16', { kind: 'samples', samples: 16 }],
    ['moments', { kind: 'moments' }],
  ])('is written %s', (text, expected) => {
    expect(parsePredictive(text)).toEqual(expected);
  });

  test.each(['', 'samples', 'samples=1', 'samples=2000', 'samples=2.5', 'Mean'])('is not written %j', (text) => {
    expect(() => parsePredictive(text)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });

  test('is refused where nothing is known of the weights', () => {
    const { posterior } = randomCase(1, 0.1);
    const plan = planOf(posterior)!;
    const network = compact(posterior, plan);
    const tensors = Object.fromEntries(Object.entries(posterior.tensors).filter(([name]) => !/LogStdDev/.test(name)));
    const predictive = { kind: 'moments' } as const;
    expect(() => exportModel(network, { posterior: { ...posterior, tensors }, plan, predictive })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('no spread') }),
    );
    expect(() => exportModel(network, { posterior, predictive })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('Cut it first') }),
    );
    expect(() => exportModel(network, { predictive })).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});

type Answer = { readonly values: readonly number[]; readonly ofModel: number | undefined };

async function answers(model: Awaited<ReturnType<typeof load>>, rows: Float32Array): Promise<Answer[]> {
  if (model.kind === 'classification') {
    const found = await model.predict(rows);
    return found.map(({ probabilities, mutualInformation, entropy }) => {
      if (entropy !== undefined) expect(entropy).toBeLessThanOrEqual(Math.log(probabilities.length) + 1e-5);
      return { values: [...probabilities], ofModel: mutualInformation };
    });
  }
  if (model.kind !== 'regression') throw new Error('a model of our own was exported');
  return (await model.predict(rows)).map(({ value, stdDev, modelStdDev, interval }) => {
    if (interval) expect(interval[0] <= value && value <= interval[1]).toBe(true);
    const isCount = model.metadata.task.likelihood === 'poisson';
    return { values: isCount ? [value] : [value, stdDev!], ofModel: modelStdDev };
  });
}

function probabilitiesOf(network: CompactNetwork, rows: Float32Array): Float64Array {
  const { outputs } = uncertainGraph(network, { kind: 'mean' }, new Map(), rows.length / columnCount(network.input));
  return graph.evaluate([outputs['probabilities']!], { input: rows })[0]!;
}

/** One of the networks that a sampled graph stands for. */
function drawn(
  network: CompactNetwork,
  variances: ReturnType<typeof variancesOf>,
  noise: Readonly<Record<string, Float64Array>>,
  draw: number,
): CompactNetwork {
  return perturbed(
    network,
    variances,
    (index, part, at, size) => noise[`layers.${index}.${part}.noise`]![draw * size + at]!,
  );
}

function perturbed(
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

/** The definition of `withNoise`, in exact whole numbers. */
function normalNumbers(seed: number, count: number): Float64Array {
  const modulus = BigInt(prime);
  const uniform = Float64Array.from({ length: 2 * count }, (_, at) => {
    let x = BigInt(at);
    for (const constant of roundConstants(seed)) x = (x ** 5n + BigInt(constant)) % modulus;
    return (Number(x) + 0.5) / prime;
  });
  return Float64Array.from(
    { length: count },
    (_, at) => Math.sqrt(-2 * Math.log(uniform[at]!)) * Math.cos(2 * Math.PI * uniform[count + at]!),
  );
}
