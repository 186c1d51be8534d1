import type { FreshName, Stored } from './stored.ts';
import { float32, uint8 } from './stored.ts';

/** The nodes that make 8-bit codes of a value, and the names that products read them by. */
export interface ActivationCodes extends Stored {
  readonly names: readonly string[];
}

/** `names`: codes, step and zero point of a value, found at every call. */
export function dynamicCodes(source: string, fresh: FreshName): ActivationCodes {
  const names = ['codes', 'step', 'zero'].map((part) => fresh(`${source}.${part}`));
  return { names, initializers: [], nodes: [{ opType: 'DynamicQuantizeLinear', inputs: [source], outputs: names }] };
}

/** `names`: the value alone, rounded to 256 steps over the range that was seen, which is made to hold 0. */
export function fixedCodes(
  source: string,
  [lowest, highest]: readonly [number, number],
  fresh: FreshName,
): ActivationCodes {
  const [low, high] = [Math.min(0, lowest), Math.max(0, highest)];
  const step = Math.fround((high - low) / 255) || 1;
  const [codes, size, zero, rounded] = ['codes', 'step', 'zero', 'rounded'].map((part) =>
    fresh(`${source}.${part}`),
  ) as [string, string, string, string];
  return {
    names: [rounded],
    initializers: [float32(size, [], [step]), uint8(zero, [], [Math.round(-low / step)])],
    nodes: [
      { opType: 'QuantizeLinear', inputs: [source, size, zero], outputs: [codes] },
      { opType: 'DequantizeLinear', inputs: [codes, size, zero], outputs: [rounded] },
    ],
  };
}
