import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CompactNetwork, columnCount, graph, type InputSpec, randomStream } from '../../../core/index.ts';
import { compact, exportModel, planPruning } from '../../../exporter/index.ts';
import { prime, roundConstants } from '../../../exporter/predictive/noise-stream.ts';
import { uncertainGraph } from '../../../exporter/predictive/uncertain-graph.ts';
import { variancesOf } from '../../../exporter/predictive/variances.ts';
import { load } from '../../../runtime/index.ts';
import { everything, perturbed, planOf, randomCase, tablePosterior, tasks } from './cases.ts';

describe('a predictive model', () => {
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
