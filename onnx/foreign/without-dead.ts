import type { OnnxGraph, OnnxNode } from '../model.ts';
import { readBy } from '../walk.ts';

/** The graph without the nodes, initializers and annotations that none of its outputs needs. Its inputs stay. */
export function withoutDead(graph: OnnxGraph): OnnxGraph {
  const needed = new Set(graph.outputs.map(({ name }) => name));
  const nodes: OnnxNode[] = [];
  for (const node of graph.nodes.toReversed()) {
    if (!node.outputs.some((name) => needed.has(name))) continue;
    nodes.push(node);
    for (const name of readBy(node)) needed.add(name);
  }
  const defaults = new Set(graph.initializers.map(({ name }) => name));
  const { values, ...rest } = graph;
  const made = new Set(nodes.flatMap(({ outputs }) => outputs));
  const kept = values?.filter(({ name }) => made.has(name));
  return {
    ...rest,
    nodes: nodes.reverse(),
    initializers: graph.initializers.filter(({ name }) => needed.has(name)),
    // Old files list initializers among the inputs as well.
    inputs: graph.inputs.filter(({ name }) => needed.has(name) || !defaults.has(name)),
    ...(kept?.length && { values: kept }),
  };
}
