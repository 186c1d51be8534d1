import { intOf } from '../attributes.ts';
import type { OnnxNode } from '../model.ts';
import { binary } from './arithmetic.ts';
import type { Numbers, Operands } from './numbers.ts';

/** Bits of the types whose bits JavaScript can shift and compare. */
const widths: Partial<Record<Numbers['elementType'], number>> = { uint8: 8, uint16: 16, uint32: 32 };

/** BitShift. */
export function bitShift(node: OnnxNode, operands: Operands, largest: number): Numbers | undefined {
  const width = widths[operands[0]?.elementType ?? 'float32'];
  const { direction } = node.attributes ?? {};
  if (width === undefined || direction?.type !== 'string') return undefined;
  const shifted =
    direction.value === 'RIGHT'
      ? (value: number, places: number) => Math.floor(value / 2 ** places)
      : (value: number, places: number) => (value * 2 ** places) % 2 ** width;
  return binary(shifted)(node, operands, largest);
}

/** BitwiseAnd. */
export function bitwiseAnd(node: OnnxNode, operands: Operands, largest: number): Numbers | undefined {
  if (widths[operands[0]?.elementType ?? 'float32'] === undefined) return undefined;
  return binary((left, right) => (left & right) >>> 0)(node, operands, largest);
}

/** Mod: the rest has the sign of the divisor, or with `fmod` that of the dividend. */
export function modulo(node: OnnxNode, operands: Operands, largest: number): Numbers | undefined {
  const keepsSign = intOf(node, 'fmod', 0) === 1;
  const rest = (left: number, right: number) => (keepsSign ? left % right : left - right * Math.floor(left / right));
  return binary(rest)(node, operands, largest);
}
