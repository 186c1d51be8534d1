import type { KnownShape } from '../attributes.ts';
import { elementCount } from '../element-type.ts';
import { canEvaluate, evaluateNode } from '../fold/evaluate-node.ts';
import { shapeNumbers } from '../fold/make-constant.ts';
import { type Numbers, numbersOf } from '../fold/numbers.ts';
import type { OnnxGraph, OnnxNode, OnnxValue } from '../model.ts';
import { isStandard } from '../walk.ts';
import { constantOf } from './output-shape.ts';
import { outputShapes } from './output-shapes.ts';

/** Sizes, axes and the like; weights are larger and not looked at. */
const largestOperand = 1024;

/**
 * The shapes of a graph's values for one example, where they can be known: from the file's own annotations, and
 * through the common operators, also those that compute with shapes. The symbolic or unknown first dimension of an
 * input or annotation is the batch and counts as `batch`; a value with any other symbol stays unknown.
 */
export function inferShapes(graph: OnnxGraph, batch = 1): ReadonlyMap<string, KnownShape> {
  return inferValues(graph, batch).shapes;
}

export interface InferredValues {
  readonly shapes: ReadonlyMap<string, KnownShape>;
  /** Of small constants, and of what is computed from them and from shapes. */
  readonly numbers: ReadonlyMap<string, Numbers>;
}

/** As `inferShapes`, with the numbers that it came by. */
export function inferValues(graph: OnnxGraph, batch = 1): InferredValues {
  const numbers = new Map<string, Numbers>();
  const shapes = new Map<string, KnownShape>();
  const note = (name: string, value: Numbers | undefined) => {
    if (value && value.values.length <= largestOperand && value.shape.length <= highestRank) numbers.set(name, value);
  };
  const ofExample = ({ shape }: OnnxValue): KnownShape | undefined => {
    const example = shape?.map((size, axis) => (axis === 0 && typeof size === 'string' ? batch : size));
    return example !== undefined && isKnown(example) ? example : undefined;
  };
  for (const value of graph.inputs) {
    const shape = ofExample(value);
    if (shape) shapes.set(value.name, shape);
  }
  for (const tensor of graph.initializers) {
    shapes.set(tensor.name, tensor.shape);
    if (elementCount(tensor.shape) <= largestOperand) note(tensor.name, numbersOf(tensor));
  }
  const annotated = new Map([...(graph.values ?? []), ...graph.outputs].map((value) => [value.name, ofExample(value)]));
  for (const node of graph.nodes) {
    const computed = node.outputs.map((_, index) => computedNumbers(node, shapes, numbers, index));
    const outputs = computed[0] ? computed.map((value) => value?.shape) : outputShapes(node, shapes, numbers);
    node.outputs.forEach((name, index) => {
      note(name, computed[index]);
      const found = outputs[index];
      const inferred = found !== undefined && found.length <= highestRank ? found : undefined;
      const shape = inferred ?? annotated.get(name);
      if (name !== '' && shape !== undefined) shapes.set(name, shape);
    });
  }
  return { shapes, numbers };
}

/** Beyond what any runtime has. Without a bound, a chain of Gathers of itself doubles its rank at every node. */
const highestRank = 64;

/** What a node computes from small constants, or from the shape of what it reads. */
function computedNumbers(
  node: OnnxNode,
  shapes: ReadonlyMap<string, KnownShape>,
  numbers: ReadonlyMap<string, Numbers>,
  output: number,
): Numbers | undefined {
  if (node.opType === 'Shape' && isStandard(node)) {
    const shape = shapes.get(node.inputs[0] ?? '');
    return shape && shapeNumbers(node, shape);
  }
  if (!canEvaluate(node) || !node.inputs.every((name) => name === '' || numbers.has(name))) return undefined;
  const value = node.opType === 'Constant' ? constantOf(node) : undefined;
  if (value && elementCount(value.shape) > largestOperand) return undefined;
  return evaluateNode(
    node,
    node.inputs.map((name) => numbers.get(name)),
    largestOperand,
    output,
  );
}

function isKnown(shape: readonly (number | string)[]): shape is KnownShape {
  return shape.every((size) => typeof size === 'number');
}
