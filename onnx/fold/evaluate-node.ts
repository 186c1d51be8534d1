import { intOf } from '../attributes.ts';
import { elementCount } from '../element-type.ts';
import type { OnnxNode } from '../model.ts';
import { isStandard } from '../walk.ts';
import { binary, cast, product, unary } from './arithmetic.ts';
import { bitShift, bitwiseAnd, modulo } from './bits.ts';
import { dequantised } from './dequantise.ts';
import { constantNode, constantOfShape, shapeNumbers } from './make-constant.ts';
import type { Numbers, Operands } from './numbers.ts';
import { concat, expand, gather, part, slice, transpose } from './rearrange.ts';
import { axesOf, flattenedShape, reshapedShape, squeezedShape, unsqueezedShape } from './result-shapes.ts';
import { matrixProduct, runningSum } from './sums.ts';

type Evaluate = (node: OnnxNode, operands: Operands, largest: number, output: number) => Numbers | undefined;

/** Whether a node can be computed when the values of its inputs are known. */
export function canEvaluate(node: OnnxNode): boolean {
  return isStandard(node) && table.has(node.opType) && (node.outputs.length === 1 || isSplit(node));
}

/** Far more parts than files that mean well have; each is found among all. */
const mostParts = 1024;

function isSplit({ opType, outputs }: OnnxNode): boolean {
  return opType === 'Split' && outputs.length <= mostParts;
}

/**
 * An output of a node on known inputs, of any opset from 7; undefined where the operands make no sense.
 * @param largest elements that a result may have: a file can claim 10^9 in a few bytes
 * @param output which of the node's outputs, of Split alone more than one
 */
export function evaluateNode(node: OnnxNode, operands: Operands, largest: number, output = 0): Numbers | undefined {
  return canEvaluate(node) ? table.get(node.opType)!(node, operands, largest, output) : undefined;
}

const reshapedTo =
  (shapeFor: (node: OnnxNode, operands: Operands) => readonly number[] | undefined): Evaluate =>
  (node, operands) => {
    const [operand] = operands;
    const shape = operand && shapeFor(node, operands);
    return shape && elementCount(shape) === operand.values.length ? { ...operand, shape } : undefined;
  };

const table: ReadonlyMap<string, Evaluate> = new Map<string, Evaluate>([
  ['Constant', constantNode],
  ['Identity', (_, [operand]) => operand],
  ['Cast', cast],
  ['Add', binary((left, right) => left + right)],
  ['Sub', binary((left, right) => left - right)],
  ['Mul', binary((left, right) => left * right)],
  ['Div', binary((left, right) => left / right)],
  ['Pow', binary((left, right) => left ** right)],
  ['Min', binary(Math.min)],
  ['Max', binary(Math.max)],
  ['Neg', unary((value) => -value)],
  ['Abs', unary(Math.abs)],
  ['Sqrt', unary(Math.sqrt)],
  ['Exp', unary(Math.exp)],
  ['Sign', unary(Math.sign)],
  ['Mod', modulo],
  ['BitShift', bitShift],
  ['BitwiseAnd', bitwiseAnd],
  ['MatMul', matrixProduct],
  ['CumSum', runningSum],
  ['Reciprocal', unary((value) => 1 / value)],
  ['Floor', unary(Math.floor)],
  ['Ceil', unary(Math.ceil)],
  ['Reshape', reshapedTo(reshapeTarget)],
  ['Flatten', reshapedTo((node, [operand]) => flattenedShape(node, operand!.shape))],
  ['Squeeze', reshapedTo((node, operands) => squeezedShape(operands[0]!.shape, axesOf(node, operands[1])))],
  ['Unsqueeze', reshapedTo((node, operands) => unsqueezedShape(operands[0]!.shape, axesOf(node, operands[1])))],
  ['Transpose', transpose],
  ['Concat', concat],
  ['Gather', gather],
  ['Split', part],
  ['Slice', slice],
  ['Expand', expand],
  ['ConstantOfShape', constantOfShape],
  ['Shape', (node, [operand]) => operand && shapeNumbers(node, operand.shape)],
  ['ReduceProd', product],
  ['DequantizeLinear', dequantised],
]);

function reshapeTarget(node: OnnxNode, [operand, target]: Operands): number[] | undefined {
  return target && reshapedShape(operand!.shape, target.values, intOf(node, 'allowzero', 0) === 1);
}
