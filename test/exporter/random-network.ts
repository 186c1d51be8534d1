import {
  type Column,
  type CompactNetwork,
  columnCount,
  featuresOf,
  graph,
  type InputSpec,
  networkGraph,
  outputWidth,
  type Posterior,
  type RandomStream,
  type Task,
  tensorNames,
} from '../../core/index.ts';
import { everyActivation } from '../support/every-activation.ts';
import { denseLayers } from '../support/layers.ts';
import { examplePosterior } from '../support/posterior-example.ts';

export function below(random: RandomStream, end: number): number {
  return Math.floor(random.uniform() * end);
}

/** 1 to `size` indices below `size`, ascending. */
export function someOf(random: RandomStream, size: number): number[] {
  return [...random.permutation(size)].slice(0, 1 + below(random, size)).sort((a, b) => a - b);
}

/**
 * One to four layers of one to twelve units, any activation. Weights are multiples of 1/256, so that even the
 * constants of sigmoid units fold into float32 biases without rounding.
 */
export function randomPosterior(random: RandomStream): Posterior {
  const widths = Array.from({ length: 2 + below(random, 4) }, () => 1 + below(random, 12));
  const posterior = examplePosterior(widths, random.uint32());
  const tensors = Object.entries(posterior.tensors).map(([name, { shape, data }]) => [
    name,
    { shape, data: /Mean$/.test(name) ? data.map((value) => Math.round(value * 256) / 256) : data },
  ]);
  const layers = posterior.network.layers.map((layer) => ({
    ...layer,
    activation: everyActivation[below(random, everyActivation.length)]!,
  }));
  return { ...posterior, network: { ...posterior.network, layers }, tensors: Object.fromEntries(tensors) };
}

/** What the uncut network answers when what is not kept is multiplied by zero, in float64. */
export function maskedOutputs(
  posterior: Posterior,
  keptInputs: readonly number[],
  keptUnits: readonly (readonly number[])[],
  features: ArrayLike<number>,
): Float64Array {
  const mask = (size: number, kept: readonly number[]) =>
    graph.constant(Array.from({ length: size }, (_, index) => (kept.includes(index) ? 1 : 0)));
  const tensor = (name: string) => graph.constant(posterior.tensors[name]!.data, posterior.tensors[name]!.shape);
  const { inputs } = posterior.network;
  const batch = features.length / inputs;
  const output = denseLayers(posterior.network).reduce(
    (values, { units, activation }, index) => {
      const product = graph.gemm(values, tensor(tensorNames.slabMean(index)), {
        transB: true,
        c: tensor(tensorNames.biasMean(index)),
      });
      return graph.activate(graph.mul(product, mask(units, keptUnits[index]!)), activation);
    },
    graph.mul(graph.input('features', [batch, inputs]), mask(inputs, keptInputs)),
  );
  return graph.evaluate([output], { features })[0]!;
}

/** What a compact network answers for its own features, in float64. */
export function compactOutputs(network: CompactNetwork, features: ArrayLike<number>): Float64Array {
  const width = network.keptInputs.length;
  const input = graph.input('features', [features.length / width, width]);
  return graph.evaluate([networkGraph(network, input)], { features })[0]!;
}

export function randomTable(random: RandomStream): InputSpec {
  const columns = Array.from({ length: 1 + below(random, 6) }, (_, index): Column => {
    const name = `column ${index}`;
    if (random.uniform() < 0.4) {
      const categories = Array.from({ length: 1 + below(random, 4) }, (_, category) => `category ${category}`);
      return { kind: 'categorical', name, categories };
    }
    // Means beside zero and, like years, far from it.
    const mean = random.normal() * (random.uniform() < 0.3 ? 2000 : 3);
    return { kind: 'numeric', name, mean, scale: 0.5 + 5 * random.uniform(), imputed: random.uniform() < 0.5 };
  });
  return { kind: 'table', columns };
}

export function randomCompactNetwork(random: RandomStream, input: InputSpec, task: Task): CompactNetwork {
  const outputs = outputWidth(task);
  const keptInputs = someOf(random, featuresOf(input).length);
  const hidden = Array.from({ length: below(random, 3) }, () => 1 + below(random, 8));
  const widths = [keptInputs.length, ...hidden, outputs];
  const normals = (count: number, scale: number) => Float32Array.from({ length: count }, () => random.normal() * scale);
  const layers = widths.slice(1).map((units, index) => {
    const fanIn = widths[index]!;
    return {
      kind: 'dense' as const,
      units,
      weight: { shape: [units, fanIn], data: normals(units * fanIn, fanIn ** -0.5) },
      bias: { shape: [units], data: normals(units, 1) },
      activation:
        index === hidden.length ? ('identity' as const) : everyActivation[below(random, everyActivation.length)]!,
      keptUnits: Array.from({ length: units }, (_, unit) => unit),
    };
  });
  return { input, task, keptInputs, layers };
}

/** Raw values as users have them: categories never seen (-1) and, where they were imputed, missing numbers. */
export function randomRows(random: RandomStream, input: InputSpec, count: number): Float32Array {
  return Float32Array.from({ length: count * columnCount(input) }, (_, at) => {
    const column = input.kind === 'table' ? input.columns[at % input.columns.length]! : undefined;
    if (!column) return below(random, 256);
    if (column.kind === 'categorical') return below(random, column.categories.length + 1) - 1;
    return column.imputed && random.uniform() < 0.3 ? Number.NaN : column.mean + column.scale * random.normal();
  });
}

/** The network's own outputs for raw rows by the definition of `InputSpec`, in float64, one value at a time. */
export function referenceOutputs(network: CompactNetwork, rows: Float32Array): Float64Array {
  const columns = columnCount(network.input);
  const all = featuresOf(network.input);
  const features = Array.from({ length: rows.length / columns }, (_, row) =>
    network.keptInputs.map((index) => {
      const feature = all[index]!;
      const value = rows[row * columns + feature.column]!;
      if (feature.kind === 'indicator') return value === feature.category ? 1 : 0;
      return feature.imputed && Number.isNaN(value) ? 0 : (value - feature.mean) / feature.scale;
    }),
  );
  return compactOutputs(network, features.flat());
}

/** The answers for raw rows by the definition of `Task`, categorical or Gaussian. */
export function referenceAnswers(network: CompactNetwork, rows: Float32Array): Float64Array {
  const outputs = referenceOutputs(network, rows);
  const { task } = network;
  return task.kind === 'regression' ? outputs.map((value) => value * task.scale + task.mean) : outputs;
}
