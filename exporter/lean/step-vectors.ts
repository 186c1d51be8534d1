import { int64Tensor, type OnnxModel, type OnnxNode, type OnnxTensor } from '../../onnx/index.ts';
import type { FreshName } from '../quantize/stored.ts';
import { areHalvableSteps } from './half-vectors.ts';

/** From so many on, the nodes that bring them to their shape are paid for. */
const fewest = 4;

/** Steps of filters, `[units, 1, 1, 1]`, as one vector that is brought to that shape and split: a vector can be halved. */
export function withStepVectors(model: OnnxModel, fresh: FreshName): OnnxModel {
  const { graph } = model;
  const constants = new Set(graph.initializers.map(({ name }) => name));
  for (const { inputs, outputs } of graph.nodes) {
    if (inputs.every((name) => constants.has(name))) for (const name of outputs) constants.add(name);
  }
  const factors = new Set(
    graph.nodes.flatMap(({ opType, inputs }) =>
      opType === 'Mul' && inputs.every((name) => constants.has(name)) ? [inputs[1]!] : [],
    ),
  );
  const steps = graph.initializers.filter((tensor) => factors.has(tensor.name) && isUpright(tensor));
  if (steps.length < fewest) return model;
  const isStep = new Set(steps.map(({ name }) => name));
  const counts = steps.map(({ shape }) => shape[0]!);
  const count = counts.reduce((sum, each) => sum + each, 0);
  const bytes = new Uint8Array(4 * count);
  steps.reduce((at, tensor) => {
    bytes.set(tensor.bytes, at);
    return at + tensor.bytes.length;
  }, 0);
  const [vector, target, upright, sizes] = ['steps', 'steps.shape', 'steps.upright', 'steps.sizes'].map((stem) =>
    fresh(stem),
  ) as [string, string, string, string];
  const nodes: OnnxNode[] = [
    { opType: 'Reshape', inputs: [vector, target], outputs: [upright] },
    { opType: 'Split', inputs: [upright, sizes], outputs: steps.map(({ name }) => name) },
  ];
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...nodes, ...graph.nodes],
      initializers: [
        ...graph.initializers.filter(({ name }) => !isStep.has(name)),
        { name: vector, elementType: 'float32', shape: [count], bytes },
        // 0 is the size that there is.
        int64Tensor(target, [4], [0, 1, 1, 1]),
        int64Tensor(sizes, [counts.length], counts),
      ],
    },
  };
}

function isUpright(tensor: OnnxTensor): boolean {
  const { elementType, shape } = tensor;
  const isFilters = elementType === 'float32' && shape.length === 4 && shape.slice(1).every((size) => size === 1);
  return isFilters && areHalvableSteps(tensor);
}
