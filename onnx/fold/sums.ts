import { intOf } from '../attributes.ts';
import { elementCount } from '../element-type.ts';
import type { OnnxNode } from '../model.ts';
import { type Numbers, type Operands, room } from './numbers.ts';
import { axisIn } from './strides.ts';

/** MatMul of matrices; of a vector on the left it makes a row, of one on the right a column. */
export function matrixProduct(_: OnnxNode, [left, right]: Operands, largest: number): Numbers | undefined {
  if (!left || !right || left.shape.length > 2 || right.shape.length > 2) return undefined;
  const [rows, inner] = left.shape.length === 2 ? left.shape : [1, left.shape[0]];
  const [height, columns] = right.shape.length === 2 ? right.shape : [right.shape[0], 1];
  if (rows === undefined || inner === undefined || inner !== height || columns === undefined) return undefined;
  const shape = [...left.shape.slice(0, -1), ...right.shape.slice(1)];
  if (rows * columns > largest || rows * columns * inner > largest * mostPlanes) return undefined;
  const values = room(left.elementType, rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let at = 0; at < inner; at++) {
      const factor = left.values[row * inner + at]!;
      for (let column = 0; column < columns; column++) {
        values[row * columns + column]! += factor * right.values[at * columns + column]!;
      }
    }
  }
  return { elementType: left.elementType, shape, values };
}

/** What codes are summed of; a file can ask for far more work than it has bytes. */
const mostPlanes = 8;

/** CumSum, forwards and inclusive. */
export function runningSum(node: OnnxNode, [operand, axisInput]: Operands): Numbers | undefined {
  const axis = operand && axisIn(operand.shape.length, axisInput?.values[0] ?? 0);
  if (axis === undefined || intOf(node, 'exclusive', 0) !== 0 || intOf(node, 'reverse', 0) !== 0) return undefined;
  const { elementType, shape, values } = operand!;
  const inner = elementCount(shape.slice(axis + 1));
  const result = values.slice();
  for (let at = 0; at < result.length; at++) {
    if (Math.floor(at / inner) % shape[axis]! > 0) result[at]! += result[at - inner]!;
  }
  return { elementType, shape, values: result };
}
