import type { OnnxModel, OnnxTensor } from '../../onnx/index.ts';

/** Larger ones are weights, which nobody has twice. */
const mostBytes = 64;

/** Small constants that are equal, as shapes of layers often are, once. */
export function withSharedConstants(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const kept = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const first = new Map<string, string>();
  const replaced = new Map<string, string>();
  for (const tensor of graph.initializers) {
    if (kept.has(tensor.name) || tensor.bytes.length > mostBytes) continue;
    const key = contentOf(tensor);
    const earlier = first.get(key);
    if (earlier === undefined) first.set(key, tensor.name);
    else replaced.set(tensor.name, earlier);
  }
  if (replaced.size === 0) return model;
  const nodes = graph.nodes.map((node) => ({
    ...node,
    inputs: node.inputs.map((name) => replaced.get(name) ?? name),
  }));
  const initializers = graph.initializers.filter(({ name }) => !replaced.has(name));
  return { ...model, graph: { ...graph, nodes, initializers } };
}

function contentOf({ elementType, shape, bytes, strings, external }: OnnxTensor): string {
  return JSON.stringify([elementType, shape, Array.from(bytes), strings, external]);
}
