import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type CompactNetwork, columnCount, encodePosterior, graph, randomStream, type Task } from '../../core/index.ts';
import { compact, exportModel, planPruning, posteriorMean, predictiveGraph } from '../../exporter/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import { load } from '../../runtime/index.ts';
import { bothRuntimes } from '../support/both-runtimes.ts';
import { keepExport } from '../support/keep-export.ts';
import { moreInCi } from '../support/more-in-ci.ts';
import { examplePosterior } from '../support/posterior-example.ts';
import { randomCompactNetwork, randomRows, randomTable, referenceAnswers, referenceOutputs } from './random-network.ts';

const classification: Task = { kind: 'classification', labels: ['a', 'b', 'c'] };
const regression: Task = { kind: 'regression', target: 'price', mean: 250, scale: 40 };
const image = { kind: 'image', height: 4, width: 4, channels: 1, scale: 255 } as const;

describe.each(bothRuntimes)('exported models in %s', (runtime, withModel) => {
  const answersOf = (bytes: Uint8Array, network: CompactNetwork, rows: Float32Array) =>
    withModel(bytes, (answers) => answers(rows, columnCount(network.input)));

  test.each([
    ['tables', 'classification', classification],
    ['tables', 'regression', regression],
    ['images', 'classification', classification],
  ] as const)('answer for raw %s (%s) as the definitions say', async (kind, _, task) => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(1, 7), async (seed, batch) => {
        const random = randomStream(seed, 'export');
        const network = randomCompactNetwork(random, kind === 'images' ? image : randomTable(random), task);
        const bytes = exportModel(network);
        if (runtime === 'onnxruntime-node') keepExport(`${kind}-${task.kind}-${seed}`, bytes);
        const rows = randomRows(random, network.input, batch);
        const expected = referenceAnswers(network, rows);
        const answers = await answersOf(bytes, network, rows);
        if (task.kind === 'regression') {
          expectClose(answers['prediction']!, expected);
        } else {
          expectClose(answers['logits']!, expected);
          expectClose(answers['probabilities']!, softmax(expected, task.labels.length));
        }
      }),
      { seed: 1, numRuns: moreInCi(15, 40) },
    );
  });

  const { exp, log } = Math;
  const sigmoid = (z: number) => 1 / (1 + exp(-z));
  const pair = { kind: 'classification', labels: ['no', 'yes'], likelihood: 'binary' } as const;
  const noisy = { ...regression, likelihood: 'gaussian-heteroscedastic' } as const;
  const counts = { kind: 'regression', target: 'visits', mean: 0, scale: 7, likelihood: 'poisson' } as const;
  const formulas: [Task, (outputs: readonly number[]) => Readonly<Record<string, readonly number[]>>][] = [
    [pair, ([z]) => ({ logits: [-z! / 2, z! / 2], probabilities: [1 - sigmoid(z!), sigmoid(z!)] })],
    [noisy, ([m, s]) => ({ prediction: [250 + 40 * m!], stdDev: [40 * (log(1 + exp(s!)) + 1e-3)] })],
    [counts, ([z]) => ({ prediction: [7 * exp(z!)] })],
  ];

  test.each(
    formulas.flatMap(([task, formula]) =>
      (['identity', 'tanh'] as const).map((last) => [task, last, formula] as const),
    ),
  )('answer as the likelihood says: %j, last layer %s', async (task, activation, formula) => {
    for (let seed = 0; seed < 10; seed++) {
      const random = randomStream(seed, 'likelihoods');
      const made = randomCompactNetwork(random, randomTable(random), task);
      const layers = made.layers.map((layer, index) =>
        index === made.layers.length - 1 ? { ...layer, activation } : layer,
      );
      const network = { ...made, layers };
      const rows = randomRows(random, network.input, 5);
      const answers = await answersOf(exportModel(network), network, rows);
      const outputs = referenceOutputs(network, rows);
      const width = outputs.length / 5;
      const expected = Array.from({ length: 5 }, (_, row) =>
        formula([...outputs.slice(row * width, (row + 1) * width)]),
      );
      expect(Object.keys(answers).sort()).toEqual(Object.keys(expected[0]!).sort());
      for (const [name, values] of Object.entries(answers)) {
        expectClose(values, Float64Array.from(expected.flatMap((each) => each[name]!)));
      }
    }
  });

  test('keep full precision in columns far from zero', async () => {
    const column = { kind: 'numeric', name: 'second', mean: 1.6e7 + 0.3, scale: 4, imputed: false } as const;
    const network: CompactNetwork = {
      input: { kind: 'table', columns: [column] },
      task: { kind: 'regression', target: 'y', mean: 0, scale: 1 },
      keptInputs: [0],
      layers: [
        {
          kind: 'dense',
          units: 1,
          weight: { shape: [1, 1], data: Float32Array.of(0.3) },
          bias: { shape: [1], data: Float32Array.of(0.1) },
          activation: 'identity',
          keptUnits: [0],
        },
      ],
    };
    const rows = Float32Array.of(1.6e7 - 5, 1.6e7, 1.6e7 + 7);
    const { prediction } = await answersOf(exportModel(network), network, rows);
    expectClose(prediction!, referenceAnswers(network, rows), 1e-6);
  });

  test('give NaN for a missing value that training never saw', async () => {
    const columns = [true, false, false].map(
      (imputed, index) => ({ kind: 'numeric', name: `${index}`, mean: 1, scale: 2, imputed }) as const,
    );
    const network: CompactNetwork = {
      input: { kind: 'table', columns },
      task: regression,
      // The third column is not read: what it holds does not matter.
      keptInputs: [0, 1],
      layers: [
        {
          kind: 'dense',
          units: 1,
          weight: { shape: [1, 2], data: Float32Array.of(1, 2) },
          bias: { shape: [1], data: Float32Array.of(0) },
          activation: 'identity',
          keptUnits: [0],
        },
      ],
    };
    const rows = Float32Array.of(Number.NaN, 1, 5, 1, Number.NaN, 5, 1, 1, Number.NaN);
    const { prediction } = await answersOf(exportModel(network), network, rows);
    expect([...prediction!]).toEqual([250, Number.NaN, 250]);
  });
});

describe('predictiveGraph', () => {
  test('agrees with the definitions in float64, whatever the last activation', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomStream(seed, 'graph');
        const drawn = randomCompactNetwork(random, randomTable(random), regression);
        const network: CompactNetwork = {
          ...drawn,
          layers: drawn.layers.map((layer, index) =>
            index === drawn.layers.length - 1 ? { ...layer, activation: 'tanh' } : layer,
          ),
        };
        const rows = randomRows(random, network.input, 3);
        const { prediction } = predictiveGraph(network, 3).outputs;
        expectClose(graph.evaluate([prediction!], { input: rows })[0]!, referenceAnswers(network, rows), 1e-9);
      }),
      { seed: 2, numRuns: moreInCi(40, 100) },
    );
  });
});

describe('exportModel', () => {
  const posterior = examplePosterior([16, 6, 4, 3]);
  const plan = planPruning(posterior, { name: 'budget', parameters: 60 });
  const pruned = compact(posterior, plan);

  test('puts one Gather in front, and none where all is read', () => {
    const kinds = (bytes: Uint8Array) => decodeModel(bytes, 'm.onnx').graph.nodes.map((node) => node.opType);
    const layers = ['Gemm', 'Relu', 'Gemm', 'Relu', 'Gemm', 'Softmax'];
    expect(kinds(exportModel(pruned))).toEqual(['Gather', ...layers]);
    expect(kinds(exportModel(posteriorMean(posterior)))).toEqual(layers);
  });

  test('names its weights and holds no more of them than it says', () => {
    const { graph: exported } = decodeModel(exportModel(pruned, { name: 'digits' }), 'm.onnx');
    expect(exported.name).toBe('digits');
    expect(exported.initializers.map((initializer) => initializer.name)).toEqual([
      'numeric.columns',
      ...[0, 1, 2].flatMap((layer) => [`layers.${layer}.weight`, `layers.${layer}.bias`]),
    ]);
    const weights = exported.initializers.filter(({ name }) => name.startsWith('layers.'));
    const bytes = weights.reduce((sum, weight) => sum + weight.bytes.length, 0);
    expect(bytes).toBe(4 * plan.after.parameters);
  });

  test('gives the same bytes again', () => {
    const details = { plan, posterior };
    expect(exportModel(compact(posterior, plan), details)).toStrictEqual(exportModel(pruned, details));
  });

  test('records the cut and its parent, and runs behind predict()', async () => {
    const bytes = exportModel(pruned, { plan, posterior });
    keepExport('pruned-example', bytes);
    await using model = await load(bytes);
    if (model.kind !== 'classification') throw new Error('a classifier was exported');
    expect(model.metadata).toMatchObject({
      version: 1,
      task: posterior.task,
      input: posterior.input,
      parameters: plan.after.parameters,
      macs: plan.after.macs,
      network: plan.after.network,
      kept: { inputs: plan.keptInputs.length, units: plan.keptUnits.map((kept) => kept.length) },
      cut: { rule: 'budget=60', from: '16-6-4-3', inclusion: [{ group: 'inputs', before: 16 }, {}, {}] },
      posterior: {
        sha256: createHash('sha256').update(encodePosterior(posterior)).digest('hex'),
        family: 'node',
        prior: 'constant',
        seed: 1,
        data: posterior.data,
      },
    });
    const row = Array.from({ length: 16 }, (_, index) => index * 16);
    const [answer] = await model.predict([row]);
    const expected = softmax(referenceAnswers(pruned, Float32Array.from(row)), 3);
    expect(answer!.index).toBe(expected.indexOf(Math.max(...expected)));
  });

  test('refuses weights that are not finite', () => {
    const broken = { ...pruned.layers[0]!, bias: { shape: [1], data: Float32Array.of(Number.NaN) } };
    expect(() => exportModel({ ...pruned, layers: [broken, ...pruned.layers.slice(1)] })).toThrow(
      expect.objectContaining({ code: 'DATA_INVALID', message: expect.stringContaining('finite') }),
    );
  });
});

/** To float32's precision, relative to the largest value. */
function expectClose(actual: ArrayLike<number>, expected: Float64Array, tolerance = 1e-5): void {
  const scale = expected.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  expect(actual.length).toBe(expected.length);
  expected.forEach((value, index) => {
    // Written so that NaN fails.
    expect(Math.abs(actual[index]! - value) <= tolerance * scale ? value : actual[index]).toBe(value);
  });
}

function softmax(logits: Float64Array, width: number): Float64Array {
  const rows = graph.input('logits', [logits.length / width, width]);
  return graph.evaluate([graph.softmax(rows)], { logits })[0]!;
}
