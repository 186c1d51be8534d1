import { quoted } from '../../../core/index.ts';
import {
  inferShapes,
  isStandard,
  type OnnxAttribute,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValue,
  summarize,
} from '../../../onnx/index.ts';
import type { ModelPicture, NodeDetails, ValuePicture } from '../../shared/operations/model-picture.ts';

const longestText = 2000;
const mostListed = 64;

export function modelPicture(model: OnnxModel): ModelPicture {
  const { graph, opsets, irVersion, producerName = '', producerVersion = '' } = model;
  const { parameters, macs, inputs, outputs, operators, metadata } = summarize(model);
  return {
    producer: `${producerName} ${producerVersion}`.trim(),
    irVersion,
    opsets,
    parameters,
    macs,
    inputs: inputs.map(valuePicture),
    outputs: outputs.map(valuePicture),
    operators,
    metadata: Object.fromEntries(Object.entries(metadata).map(([key, value]) => [key, shortened(value)])),
    nodes: graph.nodes.map((node) => ({
      name: node.name ?? '',
      operator: operatorOf(node),
      inputs: node.inputs,
      outputs: node.outputs,
    })),
    tensors: heldTensors(graph).map(({ name, elementType, shape, bytes }) => ({
      name,
      elementType,
      shape,
      sizeBytes: bytes.length,
    })),
    shapes: [...inferShapes(graph)],
  };
}

/** Initializers, then the values of Constant nodes under the names of their outputs. */
export function heldTensors({ initializers, nodes }: OnnxGraph): OnnxTensor[] {
  const constants = nodes.flatMap(({ opType, attributes, outputs }): OnnxTensor[] => {
    const value = opType === 'Constant' ? attributes?.['value'] : undefined;
    return value?.type === 'tensor' ? [{ ...value.value, name: outputs[0] ?? '' }] : [];
  });
  return [...initializers, ...constants];
}

export function nodeDetails(node: OnnxNode): NodeDetails {
  return {
    attributes: Object.entries(node.attributes ?? {}).map(([name, attribute]) => ({
      name,
      type: attribute.type,
      text: shortened(attributeText(attribute)),
    })),
  };
}

function valuePicture({ name, elementType, shape }: OnnxValue): ValuePicture {
  return { name, elementType, shape };
}

function operatorOf(node: OnnxNode): string {
  return isStandard(node) ? node.opType : `${node.domain}.${node.opType}`;
}

function attributeText(attribute: OnnxAttribute): string {
  switch (attribute.type) {
    case 'tensor':
      return tensorText(attribute.value);
    case 'graph':
      return `a graph of ${attribute.value.nodes.length} nodes`;
    case 'floats':
    case 'ints':
      return listed(attribute.value, String);
    case 'strings':
      return listed(attribute.value, quoted);
    default:
      return String(attribute.value);
  }
}

function tensorText({ elementType, shape, strings }: OnnxTensor): string {
  const kind = `${elementType} [${shape.join(', ')}]`;
  return strings ? `${kind}: ${listed(strings, quoted)}` : kind;
}

function listed<T>(values: readonly T[], text: (value: T) => string): string {
  const shown = values.slice(0, mostListed).map(text).join(', ');
  return values.length > mostListed ? `${shown} and ${values.length - mostListed} more` : shown;
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)}…` : text;
}
