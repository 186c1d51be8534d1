import type { OnnxAttribute, OnnxModel, OnnxNode } from '../../onnx/index.ts';

/** Nodes without the attributes that only say what is so without them. */
export function withoutDefaults(model: OnnxModel): OnnxModel {
  return { ...model, graph: { ...model.graph, nodes: model.graph.nodes.map(plain) } };
}

function plain(node: OnnxNode): OnnxNode {
  const { attributes = {}, ...rest } = node;
  if (node.domain && node.domain !== 'ai.onnx') return node;
  const said = Object.entries(attributes).filter(([name, attribute]) => !isDefault(node, name, attribute));
  return said.length === 0 ? rest : { ...rest, attributes: Object.fromEntries(said) };
}

const windows = ['Conv', 'MaxPool', 'AveragePool'];

function isDefault({ opType }: OnnxNode, name: string, attribute: OnnxAttribute): boolean {
  const all = (expected: number) =>
    attribute.type === 'ints' && attribute.value.every((value) => Number(value) === expected);
  const is = (expected: number) =>
    (attribute.type === 'int' || attribute.type === 'float') && Number(attribute.value) === expected;
  if (windows.includes(opType)) {
    if (name === 'strides' || name === 'dilations') return all(1);
    if (name === 'pads') return all(0);
    // A convolution reads it from its weight.
    if (opType === 'Conv' && name === 'kernel_shape') return true;
    return name === 'group' && is(1);
  }
  switch (opType) {
    case 'Gemm':
      return (name.startsWith('trans') && is(0)) || ((name === 'alpha' || name === 'beta') && is(1));
    case 'Softmax':
    case 'LogSoftmax':
      return name === 'axis' && is(-1);
    case 'Flatten':
      return name === 'axis' && is(1);
    case 'Gather':
    case 'Split':
      return name === 'axis' && is(0);
    default:
      return false;
  }
}
