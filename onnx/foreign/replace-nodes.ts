import { createScope, type Scope } from '../lower/lowering-scope.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from '../model.ts';
import { graphsOf } from '../walk.ts';
import { withoutDead } from './without-dead.ts';

/**
 * The model in which other nodes make the value `output`; they may read whatever comes before it.
 * Nodes, initializers and annotations that nothing needs any more are gone.
 * @param make gets a scope with names and constants that the model does not have yet
 */
export function replaceNodes(model: OnnxModel, output: string, make: (scope: Scope) => readonly OnnxNode[]): OnnxModel {
  const taken = new Set(graphsOf(model.graph).flatMap(namesIn));
  const scope = createScope((name) => taken.has(name));
  const own = make(scope);
  const { nodes, initializers } = model.graph;
  const at = nodes.findIndex((node) => node.outputs.includes(output));
  const graph: OnnxGraph = {
    ...model.graph,
    nodes: [...nodes.slice(0, at), ...own, ...nodes.slice(at + 1)],
    initializers: [...initializers, ...scope.initializers.values()],
  };
  return { ...model, graph: withoutDead(graph) };
}

function namesIn({ inputs, initializers, nodes, outputs }: OnnxGraph): string[] {
  return [
    ...[...inputs, ...initializers, ...outputs].map(({ name }) => name),
    ...nodes.flatMap((node) => node.outputs),
  ];
}
