import type { Pads } from '../../core/index.ts';
import { intOf, intsOf } from '../attributes.ts';
import type { OnnxNode } from '../model.ts';
import { scaledInputs, settled } from './affine.ts';
import { type Expression, isImage, type Weights } from './expression.ts';
import { constantNumbers } from './load-constant.ts';
import { dense } from './read-dense.ts';
import { dataInput, type NodeReader, type Refusal, type Seen } from './seen.ts';
import { padsOf } from './window.ts';

/** A convolution over height and width, also grouped or depthwise. */
export const readConv: NodeReader = (reading) => {
  const { node, view } = reading;
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const [, weightName = '', biasName = ''] = node.inputs;
  const shape = view.constantShape(weightName);
  if (data.name !== node.inputs[0] || !shape) return 'has a weight that is no constant';
  const units = shape[0]!;
  const hasBias = biasName !== '';
  if (hasBias && view.constantShape(biasName)?.join() !== String(units)) return 'has a bias that does not fit';
  return convolve(reading, data.seen, {
    shape,
    load: () => ({
      weight: { shape, data: Float32Array.from(constantNumbers(view, weightName, node).values) },
      bias: hasBias ? Float32Array.from(constantNumbers(view, biasName, node).values) : new Float32Array(units),
    }),
  });
};

/** The layer with these weights `[units, channels / groups, height, width]` and the window that the node says. */
export function convolve(reading: Parameters<NodeReader>[0], seen: Seen, weights: Weights): Seen | Refusal {
  const { node } = reading;
  const { shape } = weights;
  if (shape.length !== 4) return `is a convolution over ${shape.length - 2} axes; two are read`;
  const refusal = dilationOf(node);
  if (refusal) return refusal;
  if (seen.isLast && isImage(seen.expression.shape)) return 'reads an image with channels last';
  const [units, depth, height, width] = shape as [number, number, number, number];
  const group = intOf(node, 'group', 1);
  if (!isImage(seen.expression.shape)) return onFeatures(reading, seen, weights, group);

  const { expression, affine, pads: before = [0, 0, 0, 0], ...form } = seen;
  const [channels, ...size] = expression.shape as [number, number, number];
  if (depth * group !== channels || units % group !== 0) {
    return `has filters for ${depth * group} channels where there are ${channels}`;
  }
  const padded: [number, number] = [size[0]! + before[0] + before[2], size[1]! + before[1] + before[3]];
  const own = padsOf(node, padded, [height, width]);
  if (typeof own === 'string') return own;
  const pads = own.map((pad, side) => pad + before[side]!) as unknown as Pads;
  const isPadded = pads.some((pad) => pad > 0);
  const strides = (intsOf(node, 'strides') ?? [1, 1]) as [number, number];
  const along = (axis: 0 | 1, kernel: number) =>
    Math.floor((size[axis]! + pads[axis] + pads[axis + 2]! - kernel) / strides[axis]) + 1;
  const places = [along(0, height), along(1, width)] as const;
  if (places.some((count) => !(count >= 1))) return 'has a window larger than what it reads';
  // What is added to each channel would also have to be in the padding.
  const takesAffine = affine && !isPadded && group === 1;
  const source = takesAffine || !affine ? expression : settledSource(seen);
  if (typeof source === 'string') return source;
  return {
    ...form,
    expression: {
      layer: {
        kind: 'convolution',
        units,
        kernel: [height, width],
        strides,
        pads,
        groups: group > 1 && group === channels && units === channels ? 'depthwise' : group,
        activation: 'identity',
      },
      sources: [source],
      shape: [units, ...places],
      weights: takesAffine ? scaledInputs(weights, affine) : weights,
    },
  };
}

function settledSource({ pads: _, ...seen }: Seen): Expression | Refusal {
  const plain = settled(seen);
  return typeof plain === 'string' ? plain : plain.expression;
}

/** A convolution of 1 x 1 on features `[N, F, 1, 1]`, as after a global pool: a dense layer. */
function onFeatures(
  reading: Parameters<NodeReader>[0],
  seen: Seen,
  { shape, load }: Weights,
  group: number,
): Seen | Refusal {
  const [units, inputs, height, width] = shape as [number, number, number, number];
  const pads = padsOf(reading.node, [1, 1], [height, width]);
  const isPlain = height * width * group === 1 && typeof pads !== 'string' && pads.every((pad) => pad === 0);
  if (seen.rank !== 4 || seen.isLast || !isPlain) return 'is a convolution on features that are no image';
  const flat: Weights = {
    shape: [units, inputs],
    load: () => {
      const { weight, bias } = load();
      return { weight: { shape: [units, inputs], data: weight.data }, bias };
    },
  };
  const layer = dense({ ...seen, rank: 2 }, flat);
  return typeof layer === 'string' ? layer : { ...layer, rank: 4 };
}

function dilationOf(node: OnnxNode): Refusal | undefined {
  const dilations = intsOf(node, 'dilations') ?? [];
  return dilations.some((size) => size !== 1) ? `has dilations of ${dilations.join(' x ')}; only 1 is read` : undefined;
}
