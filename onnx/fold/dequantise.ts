import { intOf } from '../attributes.ts';
import { elementCount } from '../element-type.ts';
import type { OnnxNode } from '../model.ts';
import type { Numbers } from './numbers.ts';
import { axisIn } from './strides.ts';

/**
 * DequantizeLinear, (q - zero point) x scale: one scale for all, one for each index along `axis` (opset 13), or one for
 * each block of `block_size` along it (opset 21).
 */
export function dequantised(
  node: OnnxNode,
  [quantised, scale, zeroPoint]: readonly (Numbers | undefined)[],
): Numbers | undefined {
  if (!quantised || !scale) return undefined;
  const { shape } = quantised;
  const scaleAt = scaleIndex(shape, scale.shape, intOf(node, 'axis', 1), intOf(node, 'block_size', 0));
  if (!scaleAt) return undefined;
  const values = new Float32Array(quantised.values.length);
  for (let at = 0; at < values.length; at++) {
    const index = scaleAt(at);
    values[at] = (quantised.values[at]! - (zeroPoint?.values[index] ?? 0)) * scale.values[index]!;
  }
  return { elementType: 'float32', shape, values };
}

/** Which scale belongs to each element. */
function scaleIndex(
  shape: readonly number[],
  scales: readonly number[],
  axis: number,
  blockSize: number,
): ((at: number) => number) | undefined {
  if (elementCount(scales) === 1) return () => 0;
  const along = axisIn(shape.length, axis);
  if (along === undefined) return undefined;
  const inner = elementCount(shape.slice(along + 1));
  const size = shape[along]!;
  if (scales.length === 1) return scales[0] === size ? (at) => Math.floor(at / inner) % size : undefined;
  const blocks = Math.ceil(size / blockSize);
  const fits =
    scales.length === shape.length && scales.every((each, at) => each === (at === along ? blocks : shape[at]));
  if (!(blockSize > 0) || !fits) return undefined;
  return (at) => {
    const outer = Math.floor(at / (inner * size));
    const block = Math.floor((Math.floor(at / inner) % size) / blockSize);
    return (outer * blocks + block) * inner + (at % inner);
  };
}
