import { int64Tensor, type OnnxModel, type OnnxNode, type OnnxTensor, valuesOf } from '../../onnx/index.ts';
import type { FreshName } from '../quantize/stored.ts';

/** From here on the node that adds gaps up is paid for. */
const worthwhileBytes = 40;

/** Ascending indices that a Gather reads as the gaps between them, which a file holds in fewer bytes. */
export function withGaps(model: OnnxModel, fresh: FreshName): OnnxModel {
  const { graph } = model;
  const indices = new Set(graph.nodes.flatMap(({ opType, inputs }) => (opType === 'Gather' ? [inputs[1]!] : [])));
  const kept = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const nodes: OnnxNode[] = [];
  const zero = { name: '', tensor: undefined as OnnxTensor | undefined };
  const initializers = graph.initializers.map((tensor) => {
    const { name, elementType, shape } = tensor;
    if (!indices.has(name) || kept.has(name) || elementType !== 'int64' || shape.length !== 1) return tensor;
    const values = Array.from(valuesOf(tensor) as BigInt64Array, Number);
    const gaps = values.map((value, at) => value - (values[at - 1] ?? 0));
    if (gaps.some((gap) => gap < 0) || varintBytes(values) - varintBytes(gaps) < worthwhileBytes) return tensor;
    zero.name ||= fresh('zero');
    zero.tensor ??= int64Tensor(zero.name, [], [0]);
    const stored = fresh(`${name}.gaps`);
    nodes.push({ opType: 'CumSum', inputs: [stored, zero.name], outputs: [name] });
    return int64Tensor(stored, shape, gaps);
  });
  if (nodes.length === 0) return model;
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...nodes, ...graph.nodes],
      initializers: [...initializers, ...(zero.tensor ? [zero.tensor] : [])],
    },
  };
}

function varintBytes(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + Math.max(1, Math.ceil(Math.log2(value + 1) / 7)), 0);
}
