import type { Pads } from '../../core/index.ts';
import { intsOf } from '../attributes.ts';
import type { OnnxNode } from '../model.ts';
import type { Refusal } from './seen.ts';

/** Zeros at the top, left, bottom and right: the node's own, or what its `auto_pad` means for an image of this size. */
export function padsOf(
  node: OnnxNode,
  size: readonly [number, number],
  kernel: readonly [number, number],
): Pads | Refusal {
  const attribute = node.attributes?.['auto_pad'];
  const mode = attribute?.type === 'string' ? attribute.value : 'NOTSET';
  const strides = intsOf(node, 'strides') ?? [1, 1];
  if (strides.length !== 2 || strides.some((stride) => !(stride >= 1))) return 'has strides that make no sense';
  if (mode === 'VALID') return [0, 0, 0, 0];
  if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') {
    const around = ([0, 1] as const).map((axis) => {
      const stride = strides[axis]!;
      const total = Math.max(0, (Math.ceil(size[axis] / stride) - 1) * stride + kernel[axis] - size[axis]);
      const less = Math.floor(total / 2);
      return mode === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
    }) as [[number, number], [number, number]];
    return [around[0][0], around[1][0], around[0][1], around[1][1]];
  }
  const pads = intsOf(node, 'pads') ?? [0, 0, 0, 0];
  if (pads.length !== 4 || pads.some((pad) => pad < 0)) return 'has padding that is negative or not for two axes';
  return pads as unknown as Pads;
}
