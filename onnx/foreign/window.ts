import type { Pads } from '../../core/index.ts';
import { intsOf } from '../attributes.ts';
import type { OnnxNode } from '../model.ts';
import type { Refusal } from './seen.ts';

type Pair = readonly [number, number];

/** How a node's window lies on an image, whether the node speaks of two axes or of one. */
export interface NodeWindow {
  readonly kernel: Pair;
  readonly strides: Pair;
  readonly dilations: Pair;
  /** Zeros at the top, left, bottom and right: the node's own, or what its `auto_pad` means for an image of this size. */
  readonly pads: Pads;
}

/** Numbers for the axes that a node speaks of as numbers for height and width. */
export function onAxes(along: readonly (0 | 1)[], values: readonly number[], otherwise: number): Pair {
  const at = (axis: 0 | 1) => (along.includes(axis) ? values[along.indexOf(axis)]! : otherwise);
  return [at(0), at(1)];
}

/**
 * @param along the axes of the image that the node speaks of
 * @param size of the image
 */
export function windowOf(
  node: OnnxNode,
  along: readonly (0 | 1)[],
  size: Pair,
  kernelShape: readonly number[],
): NodeWindow | Refusal {
  const listed = (name: string, usual: number, each = 1) =>
    intsOf(node, name) ?? new Array<number>(each * along.length).fill(usual);
  const [strideList, dilationList] = [listed('strides', 1), listed('dilations', 1)];
  const makesSense = [strideList, dilationList, kernelShape].every(
    (list) => list.length === along.length && list.every((each) => each >= 1),
  );
  if (!makesSense) return 'has a kernel, strides or dilations that make no sense';
  const kernel = onAxes(along, kernelShape, 1);
  const strides = onAxes(along, strideList, 1);
  const dilations = onAxes(along, dilationList, 1);
  const attribute = node.attributes?.['auto_pad'];
  const mode = attribute?.type === 'string' ? attribute.value : 'NOTSET';
  const window = { kernel, strides, dilations };
  if (mode === 'VALID') return { ...window, pads: [0, 0, 0, 0] };
  if (mode === 'SAME_UPPER' || mode === 'SAME_LOWER') {
    const around = ([0, 1] as const).map((axis) => {
      const reach = dilations[axis] * (kernel[axis] - 1) + 1;
      const total = Math.max(0, (Math.ceil(size[axis] / strides[axis]) - 1) * strides[axis] + reach - size[axis]);
      const less = Math.floor(total / 2);
      return mode === 'SAME_UPPER' ? [less, total - less] : [total - less, less];
    }) as [[number, number], [number, number]];
    return { ...window, pads: [around[0][0], around[1][0], around[0][1], around[1][1]] };
  }
  const pads = listed('pads', 0, 2);
  if (pads.length !== 2 * along.length || pads.some((pad) => pad < 0)) {
    return `has padding that is negative or not for ${along.length} ${along.length === 1 ? 'axis' : 'axes'}`;
  }
  const [before, after] = [pads.slice(0, along.length), pads.slice(along.length)].map((part) => onAxes(along, part, 0));
  return { ...window, pads: [...before!, ...after!] as unknown as Pads };
}

/** How many places a window has along height and width, counted with a floor. */
export function placesOf(size: Pair, { kernel, strides, dilations, pads }: NodeWindow): [number, number] {
  const along = (axis: 0 | 1) => {
    const reach = dilations[axis] * (kernel[axis] - 1) + 1;
    return Math.floor((size[axis] + pads[axis] + pads[axis + 2]! - reach) / strides[axis]) + 1;
  };
  return [along(0), along(1)];
}
