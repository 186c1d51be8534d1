import { int64Tensor, type OnnxModel, type OnnxNode, type OnnxTensor } from '../../onnx/index.ts';
import type { FreshName } from '../quantize/stored.ts';
import { areHalvableSteps } from './half-vectors.ts';

/** What a Reshape takes more than an initializer of its own, and the shape that all of them share. */
const reshapeBytes = 7;
const targetBytes = 15;

/**
 * Steps of convolutions, `[units, 1, 1, 1]`, as vectors that are brought to that shape, where half precision then saves more
 * than the nodes for it take.
 */
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
  const steps = graph.initializers.filter((tensor) => factors.has(tensor.name) && saving(tensor) > 0);
  if (steps.reduce((sum, tensor) => sum + saving(tensor), 0) <= targetBytes) return model;
  const target = fresh('upright');
  const nodes: OnnxNode[] = [];
  const vectors = new Map(
    steps.map((tensor) => {
      const vector = fresh(`${tensor.name}.vector`);
      nodes.push({ opType: 'Reshape', inputs: [vector, target], outputs: [tensor.name] });
      return [tensor.name, { ...tensor, name: vector, shape: [tensor.shape[0]!] }];
    }),
  );
  return {
    ...model,
    graph: {
      ...graph,
      nodes: [...nodes, ...graph.nodes],
      // 0 is the size that there is.
      initializers: [
        ...graph.initializers.map((tensor) => vectors.get(tensor.name) ?? tensor),
        int64Tensor(target, [4], [0, 1, 1, 1]),
      ],
    },
  };
}

function saving(tensor: OnnxTensor): number {
  const { elementType, shape } = tensor;
  const isUpright = elementType === 'float32' && shape.length === 4 && shape.slice(1).every((size) => size === 1);
  return isUpright && areHalvableSteps(tensor) ? 2 * shape[0]! - reshapeBytes : 0;
}
