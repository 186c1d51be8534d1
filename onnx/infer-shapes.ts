import { intOf, intsOf, type KnownShape } from './attributes.ts';
import { elementCount } from './element-type.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './model.ts';
import { valuesOf } from './tensor-values.ts';
import { isStandard } from './walk.ts';
import { transposedWindowShape, windowShape } from './window-shapes.ts';

/**
 * The shapes of a graph's values for one example, where they can be known: from the file's own annotations, and
 * through the common operators. The symbolic or unknown first dimension of an input is the batch and counts as 1;
 * a value with any other symbol stays unknown.
 */
export function inferShapes(graph: OnnxGraph): ReadonlyMap<string, KnownShape> {
  const constants = new Map(graph.initializers.map((tensor) => [tensor.name, tensor]));
  const shapes = new Map<string, KnownShape>();
  for (const { name, shape } of graph.inputs) {
    const example = shape?.map((size, axis) => (axis === 0 && typeof size === 'string' ? 1 : size));
    if (example !== undefined && isKnown(example)) shapes.set(name, example);
  }
  for (const [name, tensor] of constants) shapes.set(name, tensor.shape);
  const annotated = new Map([...(graph.values ?? []), ...graph.outputs].map((value) => [value.name, value.shape]));
  for (const node of graph.nodes) {
    const constant = constantOf(node);
    if (constant !== undefined) constants.set(node.outputs[0]!, constant);
    node.outputs.forEach((name, index) => {
      const found = index === 0 ? outputShape(node, shapes, constants) : undefined;
      const inferred = found !== undefined && found.length <= highestRank ? found : undefined;
      const fallback = annotated.get(name);
      const shape = inferred ?? (fallback !== undefined && isKnown(fallback) ? fallback : undefined);
      if (name !== '' && shape !== undefined) shapes.set(name, shape);
    });
  }
  return shapes;
}

/** Beyond what any runtime has. Without a bound, a chain of Gathers of itself doubles its rank at every node. */
const highestRank = 64;

/** The tensor of a Constant node. */
export function constantOf(node: OnnxNode): OnnxTensor | undefined {
  const value = node.attributes?.['value'];
  return node.opType === 'Constant' && isStandard(node) && value?.type === 'tensor' ? value.value : undefined;
}

function isKnown(shape: readonly (number | string)[]): shape is KnownShape {
  return shape.every((size) => typeof size === 'number');
}

function outputShape(
  node: OnnxNode,
  shapes: ReadonlyMap<string, KnownShape>,
  constants: ReadonlyMap<string, OnnxTensor>,
): KnownShape | undefined {
  if (!isStandard(node)) return undefined;
  if (node.opType === 'Constant') return constants.get(node.outputs[0]!)?.shape;
  const inputs = node.inputs.map((name) => shapes.get(name));
  const [first, second] = inputs;
  if (first === undefined) return undefined;
  switch (node.opType) {
    case 'Gemm':
      return second && [matrixRows(first, intOf(node, 'transA', 0)), matrixRows(second, 1 - intOf(node, 'transB', 0))];
    case 'MatMul':
    case 'MatMulInteger':
      return second && matMulShape(first, second);
    case 'QLinearMatMul':
      return inputs[3] && matMulShape(first, inputs[3]);
    case 'Conv':
    case 'ConvInteger':
      return second && windowShape(node, first, second.slice(2), second[0]!);
    case 'QLinearConv':
      return inputs[3] && windowShape(node, first, inputs[3].slice(2), inputs[3][0]!);
    case 'ConvTranspose':
      return second && transposedWindowShape(node, first, second);
    case 'MaxPool':
    case 'AveragePool':
      return windowShape(node, first, intsOf(node, 'kernel_shape') ?? [], first[1]!);
    case 'GlobalAveragePool':
    case 'GlobalMaxPool':
      return first.map((size, axis) => (axis < 2 ? size : 1));
    case 'Flatten': {
      const axis = intOf(node, 'axis', 1);
      return [elementCount(first.slice(0, axis)), elementCount(first.slice(axis))];
    }
    case 'Reshape':
      return reshaped(first, constants.get(node.inputs[1] ?? ''), intOf(node, 'allowzero', 0) === 1);
    case 'Transpose':
      return (intsOf(node, 'perm') ?? first.map((_, axis) => first.length - 1 - axis)).map((axis) => first[axis]!);
    case 'Concat':
      return concatenated(inputs, intOf(node, 'axis', 0));
    case 'ReduceSum':
    case 'ReduceMean':
    case 'ReduceMax':
      return reduced(node, first, constants.get(node.inputs[1] ?? ''));
    case 'Gather': {
      const axis = intOf(node, 'axis', 0);
      const at = axis < 0 ? axis + first.length : axis;
      return second && [...first.slice(0, at), ...second, ...first.slice(at + 1)];
    }
    default:
      if (broadcasting.has(node.opType)) return broadcast(inputs);
      return elementwise.has(node.opType) ? first : undefined;
  }
}

const broadcasting = new Set('Add Sub Mul Div Pow Min Max Sum Mean PRelu'.split(' '));
const elementwise = new Set(
  (
    'Relu LeakyRelu Sigmoid HardSigmoid HardSwish Tanh Elu Selu Gelu Softplus Softsign Mish Swish Clip Exp Log Sqrt Abs Neg ' +
    'Identity Cast Dropout Softmax LogSoftmax BatchNormalization LayerNormalization InstanceNormalization LRN ' +
    'QuantizeLinear DequantizeLinear DynamicQuantizeLinear Erf Reciprocal Sign Floor Ceil Round'
  ).split(' '),
);

function matrixRows(shape: KnownShape, transposed: number): number {
  return shape[transposed === 1 ? 1 : 0]!;
}

function matMulShape(left: KnownShape, right: KnownShape): KnownShape | undefined {
  if (left.length === 0 || right.length === 0) return undefined;
  const batch = broadcast([left.slice(0, -2), right.slice(0, -2)]);
  return batch && [...batch, ...left.slice(-2, -1), ...(right.length > 1 ? right.slice(-1) : [])];
}

function broadcast(shapes: readonly (KnownShape | undefined)[]): KnownShape | undefined {
  const known = shapes.filter((shape) => shape !== undefined);
  if (known.length < shapes.length) return undefined;
  const rank = known.reduce((highest, shape) => Math.max(highest, shape.length), 0);
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = known.map((shape) => shape[shape.length - rank + axis] ?? 1);
    return sizes.find((size) => size !== 1) ?? 1;
  });
}

function reshaped(input: KnownShape, target: OnnxTensor | undefined, allowZero: boolean): KnownShape | undefined {
  if (target?.elementType !== 'int64') return undefined;
  const wanted = Array.from(valuesOf(target), Number).map((size, axis) =>
    size === 0 && !allowZero ? (input[axis] ?? 0) : size,
  );
  const rest = elementCount(wanted.filter((size) => size !== -1));
  return wanted.map((size) => (size === -1 ? elementCount(input) / rest : size));
}

function concatenated(parts: readonly (KnownShape | undefined)[], axis: number): KnownShape | undefined {
  const known = parts.filter((shape) => shape !== undefined);
  if (known.length < parts.length) return undefined;
  const first = known[0]!;
  const along = axis < 0 ? axis + first.length : axis;
  if (along < 0 || along >= first.length) return undefined;
  return first.with(
    along,
    known.reduce((sum, shape) => sum + shape[along]!, 0),
  );
}

/** The axes are an attribute or, since opset 13 and 18, an input; without either all axes are meant. */
function reduced(node: OnnxNode, input: KnownShape, axesInput: OnnxTensor | undefined): KnownShape | undefined {
  if (node.inputs[1] && axesInput?.elementType !== 'int64') return undefined;
  const listed = axesInput ? Array.from(valuesOf(axesInput), Number) : (intsOf(node, 'axes') ?? []);
  if (listed.length === 0 && intOf(node, 'noop_with_empty_axes', 0) === 1) return input;
  const axes = listed.map((axis) => (axis < 0 ? axis + input.length : axis));
  const isReduced = (axis: number) => axes.length === 0 || axes.includes(axis);
  if (intOf(node, 'keepdims', 1) === 0) return input.filter((_, axis) => !isReduced(axis));
  return input.map((size, axis) => (isReduced(axis) ? 1 : size));
}
