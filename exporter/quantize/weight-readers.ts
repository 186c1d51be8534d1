import { isStandard, type OnnxGraph, type OnnxNode, type OnnxTensor } from '../../onnx/index.ts';

/** A float32 initializer that a product reads as its weight. */
export interface ReadWeight {
  readonly tensor: OnnxTensor;
  /** The axis of the output units: each has a step of its own. */
  readonly axis: number;
}

/**
 * The constants of a graph that Gemm, MatMul and Conv read as weights, each once. What is also an input of the graph can be
 * replaced by a caller, and what is also an output is wanted as it is: both are left out.
 */
export function weightsOf(graph: OnnxGraph): ReadWeight[] {
  const taken = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const found = new Map<string, ReadWeight>();
  for (const node of graph.nodes) {
    if (!isStandard(node)) continue;
    node.inputs.forEach((name, position) => {
      const tensor = constants.get(name);
      if (tensor?.elementType !== 'float32' || taken.has(name) || found.has(name)) return;
      const axis = unitAxis(node, position, tensor.shape.length);
      if (axis !== undefined) found.set(name, { tensor, axis });
    });
  }
  return [...found.values()];
}

/** The one-dimensional float32 initializers that products read as biases. */
export function biasesOf(graph: OnnxGraph): OnnxTensor[] {
  const taken = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const names = new Set(
    graph.nodes.flatMap(({ opType, inputs }) => (opType === 'Gemm' || opType === 'Conv' ? (inputs[2] ?? []) : [])),
  );
  return graph.initializers.filter(
    ({ name, elementType, shape }) =>
      names.has(name) && !taken.has(name) && elementType === 'float32' && shape.length === 1,
  );
}

const fusible: ReadonlySet<string> = new Set(['Relu', 'LeakyRelu', 'Sigmoid', 'Tanh', 'Softplus']);

/** The weights of Gemm that onnxruntime computes in one kernel with the activation that follows, and nothing else reads. */
export function fusedWeights({ nodes, outputs }: OnnxGraph): ReadonlySet<string> {
  const readers = new Map<string, string[]>();
  for (const { opType, inputs } of nodes) {
    for (const name of inputs) {
      const known = readers.get(name);
      if (known) known.push(opType);
      else readers.set(name, [opType]);
    }
  }
  const kept = new Set(outputs.map(({ name }) => name));
  const isFused = ({ opType, outputs: [output] }: OnnxNode) => {
    const [reader, ...others] = readers.get(output!) ?? [];
    return opType === 'Gemm' && !kept.has(output!) && others.length === 0 && fusible.has(reader ?? '');
  };
  return new Set(nodes.filter(isFused).map(({ inputs }) => inputs[1]!));
}

/** The axis of the output units in what a node reads at this position; undefined where that is no weight. */
export function unitAxis({ opType, attributes }: OnnxNode, position: number, rank: number): number | undefined {
  const isTransposed = (name: string) => attributes?.[name]?.type === 'int' && Number(attributes[name].value) === 1;
  switch (opType) {
    case 'Gemm':
      if (rank !== 2 || position > 1) return undefined;
      if (position === 1) return isTransposed('transB') ? 0 : 1;
      return isTransposed('transA') ? 1 : 0;
    case 'MatMul':
      if (rank !== 2) return undefined;
      return position === 1 ? 1 : 0;
    case 'Conv':
      return position === 1 ? 0 : undefined;
    default:
      return undefined;
  }
}
