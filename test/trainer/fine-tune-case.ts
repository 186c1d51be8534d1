import { type CompactNetwork, compactWeights, denseNetwork, graph, networkGraph } from '../../core/index.ts';
import { trainDense } from '../../trainer/index.ts';
import { smallClassification } from './synthetic-data.ts';

export const dataset = smallClassification({ features: 6, examples: 600 });

let cut: ReturnType<typeof trainAndCut> | undefined;
export function cutNetwork(): Promise<CompactNetwork> {
  cut ??= trainAndCut();
  return cut;
}

/** Trained a little, then cut to four features and five units. */
async function trainAndCut(): Promise<CompactNetwork> {
  const { network } = await trainDense(dataset, { network: denseNetwork([6, 8, 2]), epochs: 5 });
  const [first, second] = compactWeights(network);
  const [inputs, units] = [
    [0, 1, 3, 5],
    [0, 2, 3, 6, 7],
  ];
  const pick = (data: Float32Array, columns: number, rows: readonly number[], kept: readonly number[]) =>
    Float32Array.from(rows.flatMap((row) => kept.map((column) => data[row * columns + column]!)));
  return {
    ...network,
    keptInputs: inputs,
    layers: [
      {
        ...first!,
        units: 5,
        weight: { shape: [5, 4], data: pick(first!.weight.data, 6, units, inputs) },
        bias: { shape: [5], data: pick(first!.bias.data, 1, units, [0]) },
        keptUnits: units,
      },
      { ...second!, weight: { shape: [2, 5], data: pick(second!.weight.data, 8, [0, 1], units) } },
    ],
  };
}

/** Mean cross-entropy over the training examples. */
export function trainingLoss(network: CompactNetwork): number {
  const rows = dataset.split.train.length;
  const features = Float64Array.from({ length: rows * network.keptInputs.length }, (_, index) => {
    const row = Math.floor(index / network.keptInputs.length);
    return dataset.rows[row * 6 + network.keptInputs[index % network.keptInputs.length]!]!;
  });
  const input = graph.input('features', [rows, network.keptInputs.length]);
  const [logProbabilities] = graph.evaluate([graph.logSoftmax(networkGraph(network, input))], { features });
  const labels = Array.from({ length: rows }, (_, row) => dataset.targets[row]!);
  return -labels.reduce((sum, label, row) => sum + logProbabilities![row * 2 + label]!, 0) / rows;
}
