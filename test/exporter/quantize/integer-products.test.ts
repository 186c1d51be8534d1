import { describe, expect, test } from '@jest/globals';
import { activationRanges } from '../../../api/index.ts';
import {
  type CompactNetwork,
  columnCount,
  graph,
  parameterCount,
  parseNetwork,
  type RandomStream,
  randomStream,
  specOf,
} from '../../../core/index.ts';
import { calibrationModel, exportModel, predictiveGraph } from '../../../exporter/index.ts';
import { decodeModel, summarize } from '../../../onnx/index.ts';
import { randomNetwork } from '../../../trainer/index.ts';
import { bothRuntimes } from '../../support/both-runtimes.ts';
import { keepExport } from '../../support/keep-export.ts';

const task = { kind: 'classification', labels: ['a', 'b', 'c'] } as const;

/** Ages beside incomes and years: one step for all raw columns would leave nothing of the ages. */
function tableNetwork(random: RandomStream): CompactNetwork {
  const columns = [
    [40, 12],
    [50_000, 20_000],
    [1990, 8],
    [0.5, 0.1],
  ].map(([mean, scale], index) => ({
    kind: 'numeric' as const,
    name: `${index}`,
    mean: mean!,
    scale: scale!,
    imputed: false,
  }));
  return randomNetwork({ kind: 'table', columns }, task, [0, 1, 2, 3], parseNetwork('4-24-16-3'), random.uint32());
}

function imageNetwork(random: RandomStream): CompactNetwork {
  const pixels = Array.from({ length: 144 }, (_, index) => index);
  const network = parseNetwork('12x12x1-c6k3p1-max2-c8k3-flat-20-3');
  return randomNetwork(
    { kind: 'image', height: 12, width: 12, channels: 1, scale: 255 },
    task,
    pixels,
    network,
    random.uint32(),
  );
}

function rowsFor({ input }: CompactNetwork, random: RandomStream, count: number): Float32Array {
  const columns = columnCount(input);
  return Float32Array.from({ length: count * columns }, (_, at) => {
    if (input.kind === 'image') return Math.floor(random.uniform() * 256);
    const column = input.columns[at % columns]!;
    return column.kind === 'numeric' ? column.mean + column.scale * random.normal() : 0;
  });
}

describe.each(bothRuntimes)('models that compute with codes, in %s,', (runtime, withModel) => {
  test.each(
    (['dynamic', 'static'] as const).flatMap((activations) =>
      (['table', 'image'] as const).flatMap((kind) => [false, true].map((lean) => [activations, kind, lean] as const)),
    ),
  )('answer nearly as with numbers: %s, %s, lean %s', async (activations, kind, lean) => {
    const random = randomStream(7, kind);
    const network = kind === 'table' ? tableNetwork(random) : imageNetwork(random);
    const ranges = await activationRanges(calibrationModel(network), rowsFor(network, random, 150));
    const bytes = exportModel(network, { activations: activations === 'dynamic' ? 'dynamic' : ranges, lean });
    if (runtime === 'onnxruntime-node') keepExport(`activations-${activations}-${kind}-${lean}`, bytes);
    const operators = new Set(decodeModel(bytes, 'model').graph.nodes.map(({ opType }) => opType));
    expect(summarize(decodeModel(bytes, 'model')).parameters).toBe(parameterCount(specOf(network)));
    expect(operators.has(activations === 'dynamic' ? 'MatMulInteger' : 'QuantizeLinear')).toBe(true);
    expect(operators.has('Gemm')).toBe(activations === 'static');

    const count = 25;
    const rows = rowsFor(network, random, count);
    const { outputs } = predictiveGraph(network, count);
    const expected = graph.evaluate([outputs['probabilities']!], { input: rows })[0]!;
    const columns = columnCount(network.input);
    // One row a call: a dynamic step is that of the whole batch.
    const answers = await withModel(bytes, (answersOf) =>
      Promise.all(
        Array.from({ length: count }, async (_, row) => {
          const outputs = await answersOf(rows.subarray(row * columns, (row + 1) * columns), columns);
          return [...outputs[lean ? 'p' : 'probabilities']!];
        }),
      ),
    );
    const errors = answers.flat().map((value, at) => Math.abs(value - expected[at]!));
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.01);
    expect(Math.max(...errors)).toBeLessThan(0.06);
  });
});

test('ranges are those of the values that products read', async () => {
  const network = tableNetwork(randomStream(1, 'ranges'));
  const rows = rowsFor(network, randomStream(2, 'rows'), 40);
  const ranges = Object.values(await activationRanges(calibrationModel(network), rows));
  expect(ranges).toHaveLength(3);
  const standardised = Array.from(rows, (value, at) => {
    const column = network.input.kind === 'table' ? network.input.columns[at % 4]! : undefined;
    return column?.kind === 'numeric' ? (value - column.mean) / column.scale : 0;
  });
  expect(ranges[0]![0]).toBeCloseTo(Math.min(...standardised), 2);
  expect(ranges[0]![1]).toBeCloseTo(Math.max(...standardised), 2);
  // What follows Relu has no negative numbers.
  expect(ranges.slice(1).map(([lowest]) => lowest)).toEqual([0, 0]);
  await expect(activationRanges(calibrationModel(network), new Float32Array())).rejects.toThrow(/no rows/);
  await expect(activationRanges(calibrationModel(network), Float32Array.of(1, Number.NaN, 1, 1))).rejects.toThrow(
    /NaN/,
  );
});
