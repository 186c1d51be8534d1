import { SecateurError } from '../core/index.ts';
import type { OnnxGraph, OnnxModel, OnnxNode } from './model.ts';
import { readBy } from './walk.ts';

/**
 * The model with its nodes in an order in which each follows those that it reads, as ONNX demands; some converters do not keep to it.
 * @throws FORMAT_INVALID where nodes read each other in a circle
 */
export function withNodesInOrder(model: OnnxModel, source: string): OnnxModel {
  const { graph } = model;
  const nodes = ordered(graph, source);
  return nodes === graph.nodes ? model : { ...model, graph: { ...graph, nodes } };
}

function ordered({ nodes }: OnnxGraph, source: string): readonly OnnxNode[] {
  const makers = new Map<string, OnnxNode>();
  for (const node of nodes) for (const name of node.outputs) if (name !== '') makers.set(name, node);
  const order = new Set<OnnxNode>();
  const open = new Set<OnnxNode>();
  for (const first of nodes) {
    // An explicit stack: chains of nodes may be long.
    const pending = [first];
    while (pending.length > 0) {
      const node = pending.at(-1)!;
      const missing = order.has(node) ? [] : needs(node, makers).filter((need) => !order.has(need));
      if (missing.length === 0) {
        order.add(node);
        open.delete(node);
        pending.pop();
        continue;
      }
      const circular = open.has(node) ? missing.find((need) => open.has(need)) : undefined;
      if (circular) {
        throw new SecateurError(
          'FORMAT_INVALID',
          `${source}: the nodes that make '${node.outputs[0]}' and '${circular.outputs[0]}' need each other's values. The model was written wrongly: export it again.`,
        );
      }
      open.add(node);
      pending.push(...missing);
    }
  }
  const sorted = [...order];
  return sorted.every((node, index) => node === nodes[index]) ? nodes : sorted;
}

function needs(node: OnnxNode, makers: ReadonlyMap<string, OnnxNode>): OnnxNode[] {
  return readBy(node).flatMap((name) => makers.get(name) ?? []);
}
