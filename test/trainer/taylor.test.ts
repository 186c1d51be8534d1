import { expect, test } from '@jest/globals';
import { denseNetwork, graph, type Posterior, parseNetwork, tensorNames } from '../../core/index.ts';
import { compact, planPruning } from '../../exporter/index.ts';
import { examplesOf, fitPosterior, taylorScores } from '../../trainer/index.ts';
import { syntheticDataset } from './synthetic-data.ts';

const dataset = syntheticDataset({
  features: 8,
  examples: 500,
  classes: 2,
  target: (x, noise) => Number(x[0]! + x[1]! * x[2]! + 0.4 * x[3]! + 0.3 * noise.normal() > 0),
});

/** Mean over the training examples of |change of an example's loss| when a member of a level is held at act(0). */
function ablations(posterior: Posterior): number[][] {
  const { network, tensors } = posterior;
  const examples = examplesOf(dataset, dataset.split.train);
  const all = Uint32Array.from({ length: examples.count }, (_, index) => index);
  const features = new Float32Array(examples.count * examples.width);
  const targets = new Float32Array(examples.count * 2);
  examples.features(all, features);
  examples.targets(all, targets);
  const losses = (level?: number, member?: number): Float64Array => {
    const masked = (values: ReturnType<typeof graph.input>, at: number) =>
      at === level
        ? graph.mul(values, graph.constant(Array.from({ length: values.shape[1]! }, (_, k) => Number(k !== member))))
        : values;
    const input = graph.input('features', [examples.count, examples.width]);
    const logits = network.layers.reduce(
      (values: ReturnType<typeof graph.input>, layer, index) => {
        const constant = (name: string) => graph.constant(tensors[name]!.data, tensors[name]!.shape);
        const sums = graph.gemm(values, constant(tensorNames.slabMean(index)), {
          transB: true,
          c: constant(tensorNames.biasMean(index)),
        });
        const last = index === network.layers.length - 1;
        return last
          ? sums
          : masked(graph.activate(sums, layer.kind === 'dense' ? layer.activation : 'relu'), index + 1);
      },
      masked(input, 0),
    );
    const wanted = graph.input('targets', [examples.count, 2]);
    return graph.evaluate([graph.reduceSum(graph.mul(graph.logSoftmax(logits), wanted), [1])], {
      features,
      targets,
    })[0]!;
  };
  const whole = losses();
  return [8, 6].map((size, level) =>
    Array.from({ length: size }, (_, member) => {
      const without = losses(level, member);
      return whole.reduce((sum, value, row) => sum + Math.abs(value - without[row]!), 0) / whole.length;
    }),
  );
}

function ranks(values: ArrayLike<number>): number[] {
  const order = Array.from(values, (_, index) => index).sort((a, b) => values[a]! - values[b]!);
  return Array.from(values, (_, index) => order.indexOf(index));
}

/** Spearman's rank correlation. */
function rankCorrelation(one: ArrayLike<number>, other: ArrayLike<number>): number {
  const [a, b] = [ranks(one), ranks(other)];
  const squares = a.reduce((sum, rank, index) => sum + (rank - b[index]!) ** 2, 0);
  return 1 - (6 * squares) / (a.length * (a.length ** 2 - 1));
}

test('taylor ranks inputs and units as removing each of them does', async () => {
  const { posterior } = await fitPosterior(dataset, {
    network: denseNetwork([8, 6, 2], 'tanh'),
    family: 'mean-field',
    epochs: 30,
  });
  const scores = await taylorScores(posterior, dataset);
  expect(scores).toMatchObject({ criterion: 'taylor', scale: 'score' });
  const [inputs, units] = ablations(posterior) as [number[], number[]];
  expect(rankCorrelation(scores.levels[0]!, inputs)).toBeGreaterThan(0.8);
  expect(rankCorrelation(scores.levels[1]!, units)).toBeGreaterThan(0.7);
  expect(scores.levels[2]).toBeUndefined();
  expect(await taylorScores(posterior, dataset)).toEqual(scores);

  const plan = planPruning(posterior, { name: 'budget', parameters: 40 }, { criterion: scores });
  expect(plan.criterion).toBe('taylor');
  expect(compact(posterior, plan).keptInputs).toEqual(expect.arrayContaining([0]));
  expect(() => planPruning(posterior, { name: 'median' }, { criterion: scores })).toThrow(/only have an order/);
});

test('taylor sees everything that reads a member, and nothing where nothing does', async () => {
  const network = parseNetwork('8-4-3-catin-5-cat1-2');
  const { posterior } = await fitPosterior(dataset, { network, family: 'mean-field', epochs: 2 });
  const last = posterior.tensors[tensorNames.slabMean(5)]!.data;
  const third = posterior.tensors[tensorNames.slabMean(3)]!.data;
  // The last layer reads 5 units of layer 3, then 3 of layer 1; layer 3 reads 3 of layer 1, then 8 features.
  for (const unit of [0, 1]) last[unit * 8 + 5 + 2] = 0;
  const scoresBefore = await taylorScores(posterior, dataset);
  for (let unit = 0; unit < 5; unit++) third[unit * 11 + 2] = 0;
  const scores = await taylorScores(posterior, dataset);
  expect(scores.levels.map((values) => values?.length)).toEqual([8, 4, 3, 5, undefined]);
  expect(scoresBefore.levels[2]![2]).toBeGreaterThan(0);
  expect(scores.levels[2]![2]).toBe(0);
  expect(scores.levels[2]![1]).toBeGreaterThan(0);
  expect(Math.min(...scores.levels[0]!)).toBeGreaterThan(0);
});
