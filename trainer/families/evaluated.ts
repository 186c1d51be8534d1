import { graph, type Node, type Tensor } from '../../core/index.ts';
import type { FamilyContext } from './family.ts';

/**
 * The values of nodes made from trained parameters, in float64 and rounded once: what a family says in graphs about its
 * posterior need not be said again in loops.
 */
export function evaluated(
  tensors: Readonly<Record<string, Tensor>>,
  nodesFrom: (parameters: FamilyContext['parameters']) => Readonly<Record<string, Node>>,
): Record<string, Tensor> {
  const inputs = Object.entries(tensors).map(([name, { shape }]) => [name, graph.input(name, shape)]);
  const nodes = nodesFrom(Object.fromEntries(inputs));
  const feeds = Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, data]));
  const values = graph.evaluate(Object.values(nodes), feeds);
  return Object.fromEntries(
    Object.entries(nodes).map(([name, { shape }], index) => [name, { shape, data: Float32Array.from(values[index]!) }]),
  );
}
