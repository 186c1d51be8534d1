import { intOf } from '../attributes.ts';
import { elementTypeOf } from '../element-type.ts';
import { isFloat } from '../fold/numbers.ts';
import type { ElementType, OnnxGraph } from '../model.ts';

/** Operators whose result is of their first input's type, whatever their other inputs are. */
const first = new Set(['Reshape', 'Gather', 'Squeeze', 'Unsqueeze', 'Expand', 'Slice', 'Pad', 'Dropout', 'Clip']);

/** The floating-point types of a graph's values, from what it declares and what follows from that; others are left out. */
export function floatTypesOf(graph: OnnxGraph): ReadonlyMap<string, ElementType> {
  const types = new Map<string, ElementType>();
  const note = (name: string, type: ElementType | undefined) => {
    if (type && isFloat(type)) types.set(name, type);
  };
  for (const { name, elementType } of [...graph.inputs, ...graph.initializers]) note(name, elementType);
  const declared = new Map([...(graph.values ?? []), ...graph.outputs].map((value) => [value.name, value.elementType]));
  for (const node of graph.nodes) {
    const inputs = first.has(node.opType) ? node.inputs.slice(0, 1) : node.inputs;
    const following = inputs.map((name) => types.get(name)).find((type) => type !== undefined);
    const value = node.attributes?.['value'];
    const constant = node.opType === 'Constant' && value?.type === 'tensor' ? value.value.elementType : undefined;
    const cast = node.opType === 'Cast' ? elementTypeOf(intOf(node, 'to', 0)) : undefined;
    for (const name of node.outputs) note(name, declared.get(name) ?? cast ?? constant ?? following);
  }
  return types;
}
