import { int64Tensor, type OnnxModel, type OnnxNode, type OnnxTensor, valuesOf } from '../../onnx/index.ts';
import type { FreshName } from '../quantize/stored.ts';

/** From so many on, the node that splits them takes less than their initializers. */
const fewest = 6;

/** Who reads them, second: runtimes take these from any constant, also where it is computed. */
const readers: ReadonlySet<string> = new Set(['Reshape', 'Split']);

/** Shapes that codes are brought to, and sizes of splits, in one initializer that is split itself. */
export function withSharedIntegers(model: OnnxModel, fresh: FreshName): OnnxModel {
  const { graph } = model;
  const kept = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  for (const { opType, inputs } of graph.nodes) {
    inputs.forEach((name, position) => {
      if (position !== 1 || !readers.has(opType)) kept.add(name);
    });
  }
  const lists = graph.initializers.filter((tensor) => !kept.has(tensor.name) && isShort(tensor));
  if (lists.length < fewest) return model;
  const [whole, sizes] = [fresh('integers'), fresh('integers.sizes')];
  const names = lists.map(({ name }) => name);
  const values = lists.flatMap((list) => Array.from(valuesOf(list) as BigInt64Array, Number));
  const node: OnnxNode = { opType: 'Split', inputs: [whole, sizes], outputs: names };
  const initializers = [
    ...graph.initializers.filter(({ name }) => !names.includes(name)),
    int64Tensor(whole, [values.length], values),
    int64Tensor(
      sizes,
      [names.length],
      lists.map(({ shape }) => shape[0]!),
    ),
  ];
  return { ...model, graph: { ...graph, nodes: [node, ...graph.nodes], initializers } };
}

function isShort(tensor: OnnxTensor): boolean {
  if (tensor.elementType !== 'int64' || tensor.shape.length !== 1) return false;
  return (valuesOf(tensor) as BigInt64Array).every((value) => value >= 0n && value <= BigInt(Number.MAX_SAFE_INTEGER));
}
