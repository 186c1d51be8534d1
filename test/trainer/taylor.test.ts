import { expect, test } from '@jest/globals';
import { denseNetwork, graph, type Posterior, tensorNames } from '../../core/index.ts';
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
