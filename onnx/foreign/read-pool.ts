import type { Pads, PoolMode } from '../../core/index.ts';
import { intOf, intsOf } from '../attributes.ts';
import { axesOf } from '../fold/result-shapes.ts';
import type { OnnxNode } from '../model.ts';
import { settled } from './affine.ts';
import { channelMax, channelMean } from './broadcast.ts';
import { isImage } from './expression.ts';
import { axesAlong, channelAxis, dataInput, type NodeReader, type Reading, type Refusal, type Seen } from './seen.ts';
import { placesOf, windowOf } from './window.ts';

/** MaxPool and AveragePool over height and width, or over one axis. */
export const readPool: NodeReader = (reading) => {
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const mode = reading.node.opType === 'MaxPool' ? 'max' : 'average';
  return pooled(reading.node, data.seen, mode, reading.isExclusive(data.name));
};

/** The largest value or the mean of the windows that a node says. */
export function pooled(node: OnnxNode, before: Seen, mode: PoolMode, isSoleReader: boolean): Seen | Refusal {
  const countsPadding = mode === 'average' && intOf(node, 'count_include_pad', 0) === 1;
  const seen = mode === 'max' ? withOrderKept(before) : countsPadding ? settled(before) : before;
  if (typeof seen === 'string') return seen;
  const { shape } = seen.expression;
  if (!isImage(shape) || seen.isLast || seen.rank === 2) return 'reads no image with channels first';
  if ((intsOf(node, 'dilations') ?? []).some((size) => size !== 1)) return 'has dilations; only 1 is read';
  const window = poolWindow(node, seen, [shape[1], shape[2]]);
  if (typeof window === 'string') return window;
  const { kernel, strides, pads, places, isRoundedUp } = window;
  const isCounting = countsPadding && pads.some((pad) => pad > 0);
  // So some exporters write the mean or maximum of each channel.
  const isWhole = pads.every((pad) => pad === 0) && kernel[0] === shape[1] && kernel[1] === shape[2];
  if (isWhole && kernel[0] * kernel[1] > 1) return globalPooled(seen, mode, true, isSoleReader);
  if (isCounting && isRoundedUp) return 'counts some of its padding in its means, and some not';
  return {
    ...seen,
    expression: {
      layer: { kind: 'pool', mode, kernel, strides, pads, ...(isCounting && { countsPadding: true as const }) },
      sources: [seen.expression],
      shape: [shape[0], ...places],
      isSoleReader,
    },
  };
}

/** The largest stays the largest only where it is not multiplied with something negative. */
function withOrderKept(seen: Seen): Seen | Refusal {
  return seen.affine?.().scale.some((value) => value < 0) ? settled(seen) : seen;
}

/**
 * The window of a pool whose places are counted with a floor. Where the file rounds up, the last place begins inside and
 * reaches over the end: padding there, which does not count, gives the same.
 */
function poolWindow(node: OnnxNode, seen: Seen, size: readonly [number, number]) {
  const own = windowOf(node, axesAlong(seen), size, intsOf(node, 'kernel_shape') ?? []);
  if (typeof own === 'string') return own;
  const { kernel, strides } = own;
  const pads = [...own.pads];
  const whole = placesOf(size, own);
  const places = ([0, 1] as const).map((axis) => {
    const room = size[axis] + own.pads[axis] + own.pads[axis + 2]! - kernel[axis];
    const more = Math.ceil(room / strides[axis]) + 1;
    if (intOf(node, 'ceil_mode', 0) !== 1 || more === whole[axis]) return whole[axis];
    // A window that would begin in the padding at the end does not exist.
    if ((more - 1) * strides[axis] >= size[axis] + own.pads[axis]) return whole[axis];
    pads[axis + 2]! += (more - 1) * strides[axis] - room;
    return more;
  }) as [number, number];
  if (pads.some((pad, side) => pad >= kernel[side % 2]!)) return 'has windows that see nothing but padding';
  if (places.some((count) => !(count >= 1))) return 'has a window larger than what it reads';
  return { kernel, strides, pads: pads as unknown as Pads, places, isRoundedUp: places.join() !== whole.join() };
}

export const readGlobalPool: NodeReader = (reading) => {
  const mode = reading.node.opType === 'GlobalMaxPool' ? 'max' : 'average';
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  if (data.seen.isLast) return 'pools an image with channels last';
  return globalPooled(data.seen, mode, true, reading.isExclusive(data.name));
};

/** The mean or maximum over height and width. */
export const readReduction: NodeReader = (reading) => {
  const { node, view, isExclusive } = reading;
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const { seen } = data;
  const listed = axesOf(node, node.inputs[1] ? view.constants.get(node.inputs[1]) : undefined) ?? [];
  const axes = listed.map((axis) => (axis < 0 ? axis + seen.rank : axis)).sort((one, other) => one - other);
  const places = axesAlong(seen).map((_, at) => at + (seen.isLast ? 1 : 2));
  const isImages = seen.rank !== 2 && isImage(seen.expression.shape);
  if (isImages && axes.join() === String(channelAxis(seen)))
    return readChannelReduction(reading, seen, isExclusive(data.name));
  if (!isImages || axes.join() !== places.join()) return 'does not reduce height and width of an image';
  const mode = node.opType === 'ReduceMax' ? 'max' : 'average';
  return globalPooled(seen, mode, intOf(node, 'keepdims', 1) === 1, isExclusive(data.name));
};

/** One number for each place of an image. */
function readChannelReduction({ node }: Reading, seen: Seen, isSoleReader: boolean): Seen | Refusal {
  if (intOf(node, 'keepdims', 1) !== 1) return 'makes images without channels';
  const ready = settled(seen);
  if (typeof ready === 'string') return ready;
  const { places: _, ...form } = ready;
  if (node.opType === 'ReduceMax') return { ...form, expression: channelMax(ready.expression, isSoleReader) };
  const expression = channelMean(ready.expression);
  return expression ? { ...form, expression } : 'takes the mean of more channels than networks have';
}

/** One number for each channel of an image. */
export function globalPooled(seen: Seen, mode: PoolMode, keepsAxes: boolean, isSoleReader: boolean): Seen | Refusal {
  const { expression } = seen;
  if (!isImage(expression.shape)) return 'pools what is no image';
  return {
    ...seen,
    rank: keepsAxes ? seen.rank : 2,
    isLast: keepsAxes && seen.isLast,
    expression: {
      layer: { kind: 'global-pool', mode },
      sources: [expression],
      shape: [expression.shape[0]],
      isSoleReader,
    },
  };
}
