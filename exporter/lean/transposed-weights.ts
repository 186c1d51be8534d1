import { type OnnxModel, type OnnxTensor, valuesOf } from '../../onnx/index.ts';

/** Weights that Gemm reads transposed, the other way round: the attribute that says so takes 13 bytes. */
export function withTransposedWeights(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const kept = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const reads = graph.nodes.flatMap(({ inputs }) => inputs);
  const weights = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const turned = new Map<string, OnnxTensor>();
  const nodes = graph.nodes.map((node) => {
    const name = node.inputs[1] ?? '';
    const weight = weights.get(name);
    const { transB, ...attributes } = node.attributes ?? {};
    const isTurnable =
      node.opType === 'Gemm' &&
      transB?.type === 'int' &&
      Number(transB.value) === 1 &&
      weight?.elementType === 'float32' &&
      !kept.has(name) &&
      reads.filter((read) => read === name).length === 1;
    if (!isTurnable) return node;
    turned.set(name, transposed(weight));
    return { ...node, attributes };
  });
  const initializers = graph.initializers.map((tensor) => turned.get(tensor.name) ?? tensor);
  return { ...model, graph: { ...graph, nodes, initializers } };
}

function transposed(tensor: OnnxTensor): OnnxTensor {
  const [rows, columns] = tensor.shape as [number, number];
  const values = valuesOf(tensor) as Float32Array;
  const turned = Float32Array.from(
    { length: values.length },
    (_, at) => values[(at % rows) * columns + Math.floor(at / rows)]!,
  );
  return { ...tensor, shape: [columns, rows], bytes: new Uint8Array(turned.buffer) };
}
