import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  columnCount,
  featuresOf,
  graph,
  membersAt,
  type Posterior,
  parameterCount,
  parseNetwork,
  randomStream,
  specOf,
  tensorNames,
  widthsOf,
} from '../../core/index.ts';
import {
  compact,
  exportModel,
  planPruning,
  predictiveGraph,
  prefixAt,
  prefixNetwork,
  sortByNeed,
} from '../../exporter/index.ts';
import { decodeModel, encodeModel, summarize, validateModel } from '../../onnx/index.ts';
import { load, modelAtWidth, outputsOf } from '../../runtime/index.ts';
import { keepExport } from '../support/keep-export.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { randomArchitecture } from '../support/random-architecture.ts';
import { hasIndicators, randomPosteriorOf } from '../support/random-posterior.ts';
import { randomRows, randomTable } from './random-network.ts';

const widths = [0.01, 0.25, 0.4, 0.75, 1];

function randomPosterior(seed: number): Posterior {
  const random = randomStream(seed, 'adjustable network');
  if (seed % 3 === 0) {
    const network = randomArchitecture(random, 3);
    return randomPosteriorOf(network, { kind: 'image', ...network.image!, scale: 255 }, seed);
  }
  if (seed % 3 === 1) {
    const input = { kind: 'image', height: 4, width: 5, channels: 1, scale: 255 } as const;
    return randomPosteriorOf(parseNetwork('20-9-6-3', 'sigmoid'), input, seed);
  }
  const input = randomTable(random);
  return randomPosteriorOf(parseNetwork(`${featuresOf(input).length}-9-6-3`), input, seed);
}

function adjustableOf(posterior: Posterior) {
  const budget = { name: 'threshold', probability: 0.01 } as const;
  const plan = planPruning(posterior, budget);
  const cut = compact(posterior, plan);
  return { plan, cut, sorted: sortByNeed(cut, posterior, plan) };
}

describe('an adjustable network', () => {
  test('computes what it did before its units were sorted, and lists the most needed first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000 }), (seed) => {
        const posterior = randomPosterior(seed);
        fc.pre(hasIndicators(posterior));
        const { cut, sorted } = adjustableOf(posterior);
        const rows = randomRows(randomStream(seed, 'rows'), posterior.input, 3);
        const outputs = (network: typeof cut) => outputsInFloat64(network, rows);
        const [before, after] = [outputs(cut), outputs(sorted.network)];
        before.forEach((value, at) => {
          expect(Math.abs(after[at]! - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, ...before.map(Math.abs)));
        });
        const logOdds = posterior.tensors[tensorNames.inputInclusion]?.data;
        const own = sorted.network.keptInputs.map((input) => logOdds?.[input] ?? 0);
        expect(own).toEqual([...own].sort((a, b) => b - a));
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test.each(['load', 'input'] as const)('of each width answers as that part alone does (%s)', async (by) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 10_000 }), async (seed) => {
        const posterior = randomPosterior(seed);
        fc.pre(hasIndicators(posterior));
        const { sorted } = adjustableOf(posterior);
        const { network, narrows } = sorted;
        const adjustable = { narrows, by, widths: widths.map((width) => ({ width })) };
        const bytes = exportModel(network, { adjustable });
        expect(() => validateModel(decodeModel(bytes, 'm.onnx'), 'm.onnx')).not.toThrow();
        keepExport(`adjustable-${by}-${seed}`, bytes);
        const rows = randomRows(randomStream(seed, 'rows'), posterior.input, 4);
        for (const width of widths) {
          const part = prefixNetwork(network, prefixAt(sorted, width));
          const expected = await logitsOf(exportModel(part), rows);
          const actual = await logitsOf(bytes, rows, width);
          const scale = Math.max(1, ...expected.map(Math.abs));
          expected.forEach((value, at) => {
            expect(Math.abs(actual[at]! - value)).toBeLessThanOrEqual(1e-6 * scale);
          });
        }
      }),
      { seed: 2, numRuns: 12 },
    );
  });

  test('records the size of every width, and is as small as its part when it is loaded', async () => {
    const posterior = examplePosterior([16, 8, 6, 3]);
    const { plan, sorted } = adjustableOf(posterior);
    const adjustable = { narrows: sorted.narrows, widths: widths.map((width) => ({ width })) };
    const bytes = exportModel(sorted.network, { plan, posterior, adjustable });
    for (const width of widths) {
      const own = parameterCount(specOf(prefixNetwork(sorted.network, prefixAt(sorted, width))));
      expect(summarize(decodeModel(modelAtWidth(bytes, width, 'm.onnx'), 'm.onnx')).parameters).toBe(own);
    }
    await using model = await load(bytes, { width: 0.5 });
    const sizes = widthsOf(specOf(sorted.network));
    expect(model.metadata!['adjustable']).toMatchObject({
      by: 'load',
      sizes,
      widths: widths.map((width) => ({
        width,
        network: [...sizes.slice(0, -1).map((size) => membersAt(width, size)), 3].join('-'),
      })),
    });
  });

  test('whose width is an input takes another with every call, and 1 unless told', async () => {
    const posterior = examplePosterior([16, 8, 6, 3]);
    const { sorted } = adjustableOf(posterior);
    const bytes = exportModel(sorted.network, { adjustable: { narrows: sorted.narrows, by: 'input', widths: [] } });
    await using model = await load(bytes);
    const row = randomRows(randomStream(3, 'row'), posterior.input, 1);
    const feed = { type: 'float32', data: row, dims: [1, 16] } as const;
    const at = async (width?: number) => {
      const chosen =
        width === undefined ? {} : { width: { type: 'float32', data: Float32Array.of(width), dims: [1] } as const };
      const { logits } = await model.run({ input: feed, ...chosen });
      return [...(logits!.data as Float32Array)];
    };
    const part = prefixNetwork(sorted.network, prefixAt(sorted, 0.5));
    expect(model.inputs.map(({ name }) => name)).toEqual(['input']);
    expect(await at()).toEqual(await at(1));
    expect(await at(0.5)).toEqual(
      [...(await logitsOf(exportModel(part), row))].map((value) => expect.closeTo(value, 5)),
    );
  });
});

describe('a width', () => {
  const { sorted } = adjustableOf(examplePosterior([16, 8, 6, 3]));
  const adjustable = { narrows: sorted.narrows, widths: [{ width: 1 }] };

  test.each([0, -1, 1.5, Number.NaN])('of %p is refused', async (width) => {
    await expect(load(exportModel(sorted.network, { adjustable }), { width })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: expect.stringContaining('at most 1'),
    });
  });

  test('cannot be asked of a model that has only one', async () => {
    await expect(load(exportModel(sorted.network), { width: 0.5 })).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: expect.stringContaining('--adjustable'),
    });
  });

  test('of a file whose metadata says something else of its weights is an error', async () => {
    const model = decodeModel(exportModel(sorted.network, { adjustable }), 'm.onnx');
    const metadata = JSON.parse(model.metadata['secateur']!) as { adjustable: object };
    const broken = (change: object) => {
      const secateur = JSON.stringify({ ...metadata, adjustable: { ...metadata.adjustable, ...change } });
      return load(encodeModel({ ...model, metadata: { secateur } }), { width: 0.5 });
    };
    for (const change of [
      { sizes: [15, 8, 6, 3] },
      { tensors: { 'layers.0.weight': [[1, 1]] } },
      { tensors: { 'layers.0.weight': [[7, 1], null] } },
      { sizes: 'all' },
    ]) {
      await expect(broken(change)).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
    }
  });
});

function outputsInFloat64(network: Parameters<typeof predictiveGraph>[0], rows: Float32Array): Float64Array {
  const { outputs } = predictiveGraph(network, rows.length / columnCount(network.input));
  return graph.evaluate([outputs['logits']!], { input: rows })[0]!;
}

async function logitsOf(bytes: Uint8Array, rows: Float32Array, width?: number): Promise<Float32Array> {
  await using model = await load(bytes, width === undefined ? {} : { width });
  return await outputsOf(model, rows);
}
