import type { OnnxModel, OnnxNode } from '../../../onnx/index.ts';

/** A model that counts how often something is read of its nodes; of a list, all that it holds. */
export function countedModel(model: OnnxModel): { readonly model: OnnxModel; readonly reads: () => number } {
  let reads = 0;
  const counted = (node: OnnxNode): OnnxNode =>
    new Proxy(node, {
      get: (target, key: keyof OnnxNode) => {
        const value = target[key];
        reads += Array.isArray(value) ? 1 + value.length : 1;
        return value;
      },
    });
  const { graph } = model;
  return { model: { ...model, graph: { ...graph, nodes: graph.nodes.map(counted) } }, reads: () => reads };
}
