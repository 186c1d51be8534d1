import { isStandard, type OnnxGraph, type OnnxModel, type OnnxNode } from '../../onnx/index.ts';

/** The mean over height and width of what a convolution made, as the operator that needs no axes. */
export function withGlobalPools(model: OnnxModel): OnnxModel {
  const { graph } = model;
  const makers = new Map(graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const nodes = graph.nodes.map((node) =>
    isOverImages(node) && isImage(node.inputs[0]!, makers, graph)
      ? { opType: 'GlobalAveragePool', inputs: node.inputs, outputs: node.outputs }
      : node,
  );
  return { ...model, graph: { ...graph, nodes } };
}

function isOverImages(node: OnnxNode): boolean {
  const { opType, inputs, attributes = {} } = node;
  const { axes, keepdims, ...others } = attributes;
  const keeps = keepdims === undefined || (keepdims.type === 'int' && Number(keepdims.value) === 1);
  const isAlone = inputs.length === 1 && Object.keys(others).length === 0;
  return (
    isStandard(node) &&
    opType === 'ReduceMean' &&
    isAlone &&
    keeps &&
    axes?.type === 'ints' &&
    `${axes.value}` === '2,3'
  );
}

/** Operators whose result has the shape of what they read first. */
const shapeless: ReadonlySet<string> = new Set([
  'Relu',
  'LeakyRelu',
  'Sigmoid',
  'Tanh',
  'Softplus',
  'Elu',
  'HardSigmoid',
]);

/** Whether a convolution over height and width made it, or what is added to that. */
function isImage(name: string, makers: ReadonlyMap<string, OnnxNode>, { initializers }: OnnxGraph): boolean {
  const names = new Set([name]);
  for (const each of names) {
    const maker = makers.get(each);
    if (maker?.opType === 'Add') for (const input of maker.inputs) names.add(input);
    else if (maker && shapeless.has(maker.opType)) names.add(maker.inputs[0]!);
    else if (maker?.opType === 'Conv') {
      const weight = initializers.find((tensor) => tensor.name === maker.inputs[1]);
      if (weight?.shape.length === 4) return true;
    }
  }
  return false;
}
