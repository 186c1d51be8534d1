import { type CompactNetwork, columnCount, graph } from '../../core/index.ts';
import { predictiveGraph } from '../../exporter/index.ts';

/** What a network answers by its own graph, in float64; also by the names of lean files. */
export function referenceOf(network: CompactNetwork, rows: Float32Array): Record<string, Float64Array> {
  const { outputs } = predictiveGraph(network, rows.length / columnCount(network.input));
  const values = graph.evaluate(Object.values(outputs), { input: rows });
  return byAnyName(Object.fromEntries(Object.keys(outputs).map((name, index) => [name, values[index]!])));
}

/** Answers by the names of lean files too. */
export function byAnyName<Values>(answers: Readonly<Record<string, Values>>): Record<string, Values> {
  const { probabilities, prediction } = answers;
  const predicted = probabilities ?? prediction;
  return { ...answers, ...(predicted && { p: predicted }) };
}
