import { type OnnxModel, type OnnxTensor, valuesOf } from '../../onnx/index.ts';

/** Flatten in place of a Reshape to `[0, n]`, which needs its target said. */
export function withFlatten(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const nodes = graph.nodes.map((node) =>
    node.opType === 'Reshape' && !node.attributes?.['allowzero'] && isRows(constants.get(node.inputs[1] ?? ''))
      ? { opType: 'Flatten', inputs: [node.inputs[0]!], outputs: node.outputs }
      : node,
  );
  const read = new Set([...nodes.flatMap(({ inputs }) => inputs), ...graph.outputs.map(({ name }) => name)]);
  const initializers = graph.initializers.filter(({ name }) => read.has(name));
  return { ...model, graph: { ...graph, nodes, initializers } };
}

function isRows(target: OnnxTensor | undefined): boolean {
  if (target?.elementType !== 'int64' || String(target.shape) !== '2') return false;
  return (valuesOf(target) as BigInt64Array)[0] === 0n;
}
