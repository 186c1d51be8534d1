import { isNonNegative } from '../../core/index.ts';
import type { ElementType } from '../model.ts';
import { settled } from './affine.ts';
import type { Expression } from './expression.ts';
import { withActivation } from './read-activation.ts';
import type { Reading, Refusal, Seen } from './seen.ts';

/** What an operator on integers makes; without a scale that is not quantised again. */
export function requantised(reading: Reading, result: Seen | Refusal, scale: string, zero: string): Seen | Refusal {
  if (typeof result === 'string' || scale === '') return result;
  return quantised(reading, result, scale, zero, true);
}

/** A quantiser that has no numbers below its zero is where exporters hide a relu. */
export function quantised(
  { view }: Reading,
  seen: Seen,
  scale: string,
  zeroPoint: string,
  isExclusive: boolean,
): Seen | Refusal {
  if (view.constants.get(scale)?.values.length !== 1) return 'has a scale for each channel, or one that is computed';
  const zero = zeroPoint === '' ? undefined : view.constants.get(zeroPoint);
  const lowest = smallest[zero?.elementType ?? 'uint8'];
  const isClipped = lowest !== undefined && (zero?.values[0] ?? 0) === lowest && !hasNoNegatives(seen.expression);
  const whole = isClipped ? settled(seen) : seen;
  if (typeof whole === 'string') return whole;
  const clipped = isClipped ? withActivation(whole, 'relu', isExclusive) : whole;
  return typeof clipped === 'string' ? clipped : { ...clipped, quantised: { scale, zeroPoint } };
}

const smallest: Partial<Record<ElementType, number>> = { uint8: 0, int8: -128, uint16: 0, int16: -32768 };

function hasNoNegatives({ layer, sources }: Expression): boolean {
  if (!layer) return false;
  if ('activation' in layer) return isNonNegative(layer.activation);
  return sources.every(hasNoNegatives);
}

/** The numbers that integers stand for, if who reads them takes them for the same numbers as who made them. */
export function dequantisedInput(
  { view, seen }: Reading,
  name: string,
  scale: string,
  zeroPoint: string,
): Seen | Refusal {
  const { quantised: made, ...found } = seen(name) ?? {};
  if (!made) return 'reads integers that were not quantised here';
  const numberIn = (constant: string, absent: number) =>
    constant === '' ? absent : view.constants.get(constant)?.values[0];
  const isSame =
    numberIn(made.scale, 1) === numberIn(scale, 1) && numberIn(made.zeroPoint, 0) === numberIn(zeroPoint, 0);
  return isSame ? (found as Seen) : 'takes integers for other numbers than what made them';
}
