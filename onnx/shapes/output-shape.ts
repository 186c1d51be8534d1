import { intOf, intsOf, type KnownShape } from '../attributes.ts';
import type { Numbers } from '../fold/numbers.ts';
import { sliceRanges } from '../fold/rearrange.ts';
import {
  axesOf,
  flattenedShape,
  reducedAxes,
  reducedShape,
  reshapedShape,
  squeezedShape,
  transposedAxes,
  unsqueezedShape,
} from '../fold/result-shapes.ts';
import { broadcastShape } from '../fold/strides.ts';
import { elementwiseContributed, withoutFusion } from '../fused-operators.ts';
import type { OnnxNode, OnnxTensor } from '../model.ts';
import { isStandard, operatorName } from '../walk.ts';
import { transposedWindowShape, windowShape } from './window-shapes.ts';

/** The shape of a node's first output, where it follows from the shapes of its inputs and from small constants. */
export function outputShape(
  node: OnnxNode,
  shapes: ReadonlyMap<string, KnownShape>,
  numbers: ReadonlyMap<string, Numbers>,
): KnownShape | undefined {
  const inputs = node.inputs.map((name) => shapes.get(name));
  const [first, second] = inputs;
  if (node.domain === 'ai.onnx.ml') return first && preprocessedShape(node, first);
  const standard = withoutFusion(node);
  if (standard !== node) return outputShape(standard, shapes, numbers);
  if (elementwiseContributed.has(operatorName(node))) return first;
  if (!isStandard(node)) return undefined;
  if (node.opType === 'Constant') return constantOf(node)?.shape;
  if (first === undefined)
    return node.opType === 'Reshape' ? statedShape(numbers.get(node.inputs[1] ?? '')) : undefined;
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
    case 'Flatten':
      return flattenedShape(node, first);
    case 'Reshape':
      return reshaped(first, numbers.get(node.inputs[1] ?? ''), intOf(node, 'allowzero', 0) === 1);
    case 'Squeeze':
      return isAxesKnown(node, numbers)
        ? squeezedShape(first, axesOf(node, numbers.get(node.inputs[1] ?? '')))
        : undefined;
    case 'Unsqueeze':
      return isAxesKnown(node, numbers)
        ? unsqueezedShape(first, axesOf(node, numbers.get(node.inputs[1] ?? '')))
        : undefined;
    case 'Expand': {
      const target = numbers.get(node.inputs[1] ?? '');
      return target && broadcastShape([first, Array.from(target.values)]);
    }
    case 'Slice':
      return sliced(node, first, numbers);
    case 'Pad':
      return padded(node, first, numbers.get(node.inputs[1] ?? ''));
    case 'Transpose':
      return transposedAxes(node, first.length)?.map((axis) => first[axis]!);
    case 'Concat':
      return concatenated(inputs, intOf(node, 'axis', 0));
    case 'ReduceSum':
    case 'ReduceMean':
    case 'ReduceMax':
      return reduced(node, first, numbers.get(node.inputs[1] ?? ''));
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
    'CumSum QuantizeLinear DequantizeLinear Erf Reciprocal Sign Floor Ceil Round'
  ).split(' '),
);

/** The operators of ai.onnx.ml that prepare tables. */
function preprocessedShape(node: OnnxNode, input: KnownShape): KnownShape | undefined {
  switch (node.opType) {
    case 'Scaler':
    case 'Normalizer':
    case 'Imputer':
    case 'Binarizer':
    case 'LabelEncoder':
      return input;
    case 'OneHotEncoder': {
      const { cats_int64s: numbers, cats_strings: words } = node.attributes ?? {};
      const categories = numbers?.type === 'ints' ? numbers : words?.type === 'strings' ? words : undefined;
      return categories && [...input, categories.value.length];
    }
    default:
      return undefined;
  }
}

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
  return known.length === shapes.length ? broadcastShape(known) : undefined;
}

function reshaped(input: KnownShape, target: Numbers | undefined, allowZero: boolean): KnownShape | undefined {
  return target?.elementType === 'int64' ? reshapedShape(input, target.values, allowZero) : undefined;
}

/** A shape without gaps holds for whatever is brought to it. */
function statedShape(target: Numbers | undefined): KnownShape | undefined {
  return target?.elementType === 'int64' && target.values.every((size) => size > 0)
    ? Array.from(target.values)
    : undefined;
}

/** Whether axes that are an input, as in newer opsets, are a constant. */
function isAxesKnown(node: OnnxNode, numbers: ReadonlyMap<string, Numbers>): boolean {
  return !node.inputs[1] || numbers.has(node.inputs[1]);
}

/** Amounts are an attribute before opset 11; with `axes` (opset 18) they are for those only, which nobody writes. */
function padded(node: OnnxNode, input: KnownShape, amountsInput: Numbers | undefined): KnownShape | undefined {
  if (node.inputs[3] || (node.inputs[1] && !amountsInput)) return undefined;
  const amounts = amountsInput ? Array.from(amountsInput.values) : intsOf(node, 'pads');
  if (amounts?.length !== 2 * input.length) return undefined;
  const shape = input.map((size, axis) => size + amounts[axis]! + amounts[axis + input.length]!);
  return shape.every((size) => size > 0) ? shape : undefined;
}

function sliced(node: OnnxNode, input: KnownShape, numbers: ReadonlyMap<string, Numbers>): KnownShape | undefined {
  const operands = node.inputs.slice(1).map((name) => numbers.get(name));
  return sliceRanges(node, input, operands)?.reduce((shape, { axis, length }) => shape.with(axis, length), input);
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

/** The axes are an attribute or, since opset 13 and 18, an input. */
function reduced(node: OnnxNode, input: KnownShape, axesInput: Numbers | undefined): KnownShape | undefined {
  const axes = node.inputs[1] && !axesInput ? undefined : reducedAxes(node, input.length, axesInput);
  return axes && reducedShape(node, input, axes);
}

/** The tensor of a Constant node. */
export function constantOf(node: OnnxNode): OnnxTensor | undefined {
  const value = node.attributes?.['value'];
  return node.opType === 'Constant' && isStandard(node) && value?.type === 'tensor' ? value.value : undefined;
}
