import { isStandard, type OnnxAttribute, type OnnxModel, type OnnxNode, opsetOf } from '../../onnx/index.ts';

/** Nodes without the attributes that only say what is so without them. */
export function withoutDefaults(model: OnnxModel): OnnxModel {
  const opset = opsetOf(model);
  return { ...model, graph: { ...model.graph, nodes: model.graph.nodes.map((node) => plain(node, opset)) } };
}

function plain(node: OnnxNode, opset: number): OnnxNode {
  const { attributes = {}, ...rest } = node;
  if (!isStandard(node)) return node;
  const said = Object.entries(attributes).filter(([name, attribute]) => !isDefault(node, opset, name, attribute));
  return said.length === 0 ? rest : { ...rest, attributes: Object.fromEntries(said) };
}

const windows = ['Conv', 'MaxPool', 'AveragePool'];

function isDefault({ opType }: OnnxNode, opset: number, name: string, attribute: OnnxAttribute): boolean {
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
      // Before opset 13 they took all axes from 1 on together.
      return name === 'axis' && opset >= 13 && is(-1);
    case 'Flatten':
      return name === 'axis' && is(1);
    case 'Gather':
    case 'Split':
      return name === 'axis' && is(0);
    default:
      return false;
  }
}
