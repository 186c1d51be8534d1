import { type CompactNetwork, columnCount, graph } from '../../core/index.ts';
import { predictiveGraph } from '../../exporter/index.ts';

/** What a network answers by its own graph, in float64. */
export function referenceOf(network: CompactNetwork, rows: Float32Array): Record<string, Float64Array> {
  const { outputs } = predictiveGraph(network, rows.length / columnCount(network.input));
  const values = graph.evaluate(Object.values(outputs), { input: rows });
  return Object.fromEntries(Object.keys(outputs).map((name, index) => [name, values[index]!]));
}
