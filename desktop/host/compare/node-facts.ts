import { inferShapes, type OnnxModel } from '../../../onnx/index.ts';
import type { AlignedNode } from '../../shared/operations/compare.ts';
import { heldTensors, modelPicture, nodeDetails } from '../inspect/model-picture.ts';

/** What two nodes are told apart by. */
export interface NodeFacts extends AlignedNode {
  /** Attributes as text, and the element types of weights. */
  readonly details: string;
}

/** The nodes that do something with what a caller feeds: those that only make constants are left out. */
export function nodeFacts(model: OnnxModel): NodeFacts[] {
  const { graph } = model;
  const shapes = inferShapes(graph);
  const tensors = new Map(heldTensors(graph).map((tensor) => [tensor.name, tensor]));
  const { nodes } = modelPicture(model);
  const known = new Set(tensors.keys());
  return nodes.flatMap(({ name, operator, inputs, outputs }, node): NodeFacts[] => {
    if (operator === 'Constant' || (inputs.length > 0 && inputs.every((input) => input === '' || known.has(input)))) {
      for (const output of outputs) known.add(output);
      return [];
    }
    // Weights that are codes are made of constants before the node reads them: they count by their shape.
    const weights = inputs.flatMap((input): { shape: readonly number[]; elementType: string }[] => {
      const held = tensors.get(input);
      if (held) return [held];
      const shape = known.has(input) ? shapes.get(input) : undefined;
      return shape ? [{ shape, elementType: 'computed' }] : [];
    });
    const types = weights.map(({ elementType }) => elementType).join(' ');
    const attributes = nodeDetails(graph.nodes[node]!).attributes.map(({ name, text }) => `${name}=${text}`);
    return [
      {
        node,
        operator,
        name: name || (outputs[0] ?? ''),
        weights: weights.map(({ shape }) => shape),
        output: shapes.get(outputs[0] ?? ''),
        details: [types, ...attributes.sort()].join('; '),
      },
    ];
  });
}
