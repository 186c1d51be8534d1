import type { OnnxGraph, OnnxModel, OnnxNode } from './model.ts';

/** A graph and all graphs inside its nodes' attributes, outermost first. */
export function graphsOf(graph: OnnxGraph): OnnxGraph[] {
  return [graph, ...graph.nodes.flatMap(innerGraphsOf).flatMap(graphsOf)];
}

/** The graphs directly in a node's attributes: a Loop's body, the branches of an If. */
export function innerGraphsOf(node: OnnxNode): OnnxGraph[] {
  return Object.values(node.attributes ?? {}).flatMap((attribute) =>
    attribute.type === 'graph' ? [attribute.value] : [],
  );
}

/** `Gemm` in the standard domain, `com.microsoft.FusedGemm` in another. */
export function operatorName(node: OnnxNode): string {
  return isStandard(node) ? node.opType : `${node.domain}.${node.opType}`;
}

export function isStandard(node: OnnxNode): boolean {
  return !node.domain || node.domain === 'ai.onnx';
}

/** What a node reads, also from within its inner graphs. */
export function readBy(node: OnnxNode): string[] {
  const inner = innerGraphsOf(node).flatMap(graphsOf);
  return [node, ...inner.flatMap(({ nodes }) => nodes)].flatMap(({ inputs }) => inputs);
}

/** Version of the standard domain; 0 where the model does not import it. */
export function opsetOf({ opsets }: Pick<OnnxModel, 'opsets'>): number {
  return opsets.find(({ domain }) => domain === '' || domain === 'ai.onnx')?.version ?? 0;
}
