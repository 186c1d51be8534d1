import { isStandard, type OnnxModel, type OnnxNode, type OnnxTensor } from '../../onnx/index.ts';
import { unitAxis } from './weight-readers.ts';

/** A product of a value and a constant matrix or filter, and nothing else of note. */
export interface Product {
  readonly node: OnnxNode;
  readonly weight: OnnxTensor;
  /** Of the output units in the weight. */
  readonly axis: number;
}

/** The values that a model's products read: what a calibration has to see. */
export function productInputs(model: OnnxModel): string[] {
  return [...new Set(productsOf(model).map(({ node }) => node.inputs[0]!))];
}

export function productsOf({ graph }: OnnxModel): Product[] {
  const taken = new Set([...graph.inputs, ...graph.outputs].map(({ name }) => name));
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  return graph.nodes.flatMap((node): Product[] => {
    if (!isStandard(node) || isScaled(node)) return [];
    const weight = constants.get(node.inputs[1] ?? '');
    if (weight?.elementType !== 'float32' || taken.has(weight.name) || constants.has(node.inputs[0]!)) return [];
    const axis = unitAxis(node, 1, weight.shape.length);
    return axis === undefined ? [] : [{ node, weight, axis }];
  });
}

/** Whether a Gemm does more to its operands than multiply and add them; it may turn the weight. */
function isScaled({ opType, attributes = {} }: OnnxNode): boolean {
  const differs = (name: string, expected: number) =>
    attributes[name] !== undefined && Number(attributes[name].value) !== expected;
  return opType === 'Gemm' && (differs('transA', 0) || differs('alpha', 1) || differs('beta', 1));
}
