import { intOf, intsOf, type KnownShape } from '../attributes.ts';
import type { Numbers } from '../fold/numbers.ts';
import type { OnnxNode } from '../model.ts';
import { isStandard } from '../walk.ts';
import { outputShape } from './output-shape.ts';

/** The shapes of all of a node's outputs, as far as they follow; most nodes have one. */
export function outputShapes(
  node: OnnxNode,
  shapes: ReadonlyMap<string, KnownShape>,
  numbers: ReadonlyMap<string, Numbers>,
): readonly (KnownShape | undefined)[] {
  const first = shapes.get(node.inputs[0] ?? '');
  if (!isStandard(node) || first === undefined) return [outputShape(node, shapes, numbers)];
  switch (node.opType) {
    case 'Split':
      return splitShapes(node, first, numbers.get(node.inputs[1] ?? ''));
    case 'DynamicQuantizeLinear':
      return [first, [], []];
    default:
      return [outputShape(node, shapes, numbers)];
  }
}

/** Sizes are an input, or before opset 13 an attribute; without any the parts are equal, but for the last. */
function splitShapes(node: OnnxNode, input: KnownShape, sizesInput: Numbers | undefined): (KnownShape | undefined)[] {
  const axis = intOf(node, 'axis', 0);
  const along = axis < 0 ? axis + input.length : axis;
  const whole = input[along];
  if (whole === undefined || (node.inputs[1] && !sizesInput)) return [];
  const part = Math.ceil(whole / node.outputs.length);
  const sizes =
    (sizesInput && Array.from(sizesInput.values)) ??
    intsOf(node, 'split') ??
    node.outputs.map((_, at) => Math.min(part, whole - at * part));
  const isWhole = sizes.length === node.outputs.length && sizes.reduce((sum, size) => sum + size, 0) === whole;
  return isWhole && sizes.every((size) => size >= 0) ? sizes.map((size) => input.with(along, size)) : [];
}
