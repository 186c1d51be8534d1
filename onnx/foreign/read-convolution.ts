import { mostLayers, type Pads } from '../../core/index.ts';
import { intOf } from '../attributes.ts';
import { scaledInputs, settled } from './affine.ts';
import { type Expression, isImage, type Weights } from './expression.ts';
import { constantNumbers } from './load-constant.ts';
import { dense, withInputs } from './read-dense.ts';
import { withUnits } from './rearranged.ts';
import { axesAlong, dataInput, type NodeReader, type Refusal, type Seen } from './seen.ts';
import { joined, mostParts, selectionFrom } from './selection.ts';
import { placesOf, windowOf } from './window.ts';

/** A convolution over height and width or over one axis, also grouped, depthwise or dilated. */
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

/** The layer with these weights `[units, channels / groups, ...kernel]` and the window that the node says. */
export function convolve(reading: Parameters<NodeReader>[0], seen: Seen, weights: Weights): Seen | Refusal {
  const { node } = reading;
  const isExclusive = reading.isExclusive(node.inputs[0]!);
  const { shape } = weights;
  const axes = shape.length - 2;
  if (axes !== 1 && axes !== 2) return `is a convolution over ${axes} axes; one and two are read`;
  if (axes !== seen.rank - 2) return `has a kernel of ${axes} axes for a value of ${seen.rank}`;
  if (seen.isLast && isImage(seen.expression.shape)) return 'reads an image with channels last';
  const [units, depth, ...kernelShape] = shape as [number, number, ...number[]];
  const group = intOf(node, 'group', 1);
  if (!isImage(seen.expression.shape)) return onFeatures(reading, seen, weights, group);

  const { expression, affine, pads: before = [0, 0, 0, 0], places: order, ...form } = seen;
  const [channels, ...size] = expression.shape as [number, number, number];
  if (depth * group !== channels || units % group !== 0) {
    return `has filters for ${depth * group} channels where there are ${channels}`;
  }
  const padded: [number, number] = [size[0]! + before[0] + before[2], size[1]! + before[1] + before[3]];
  const own = windowOf(node, axesAlong(seen), padded, kernelShape);
  if (typeof own === 'string') return own;
  const { kernel, strides, dilations } = own;
  const pads = own.pads.map((pad, side) => pad + before[side]!) as unknown as Pads;
  const isPadded = pads.some((pad) => pad > 0);
  const places = placesOf(size as [number, number], { ...own, pads });
  if (places.some((count) => !(count >= 1))) return 'has a window larger than what it reads';
  // What is added to each channel would also have to be in the padding.
  const takesAffine = affine && !isPadded && group === 1;
  const source = takesAffine || !affine ? expression : settledSource(seen);
  if (typeof source === 'string') return source;
  const groups = group > 1 && group === channels && units === channels ? 'depthwise' : group;
  if (groups !== 1 && groups !== 'depthwise' && (order || isDivisible(shape, groups))) {
    const { affine: _, ...shuffled } = seen;
    return groupByGroup(reading, { ...shuffled, expression: source }, weights, group);
  }
  const inFile = inShape(weights, [units, depth, ...kernel]);
  const onImages = !order ? inFile : groups === 1 ? withInputs(inFile, order) : withUnits(inFile, order);
  return {
    ...form,
    ...(groups === 'depthwise' && order && { places: order }),
    expression: {
      layer: {
        kind: 'convolution',
        units,
        kernel,
        strides,
        pads,
        ...(dilations.some((step) => step > 1) && { dilations }),
        groups,
        activation: 'identity',
      },
      sources: [source],
      isSoleReader: isExclusive,
      shape: [units, ...places],
      weights: takesAffine ? scaledInputs(onImages, affine) : onImages,
    },
  };
}

/** Layers with several groups keep all their channels; each group alone can lose some. More would be many small operators. */
const mostDivided = 8;

function isDivisible([units = 0, depth = 0]: readonly number[], groups: number): boolean {
  return groups <= mostDivided && depth > 1 && units > groups;
}

/**
 * Few groups of channels, and those that come in another order, as in ShuffleNet, which are not neighbours among the
 * channels of the layers: each becomes a convolution of its own, on slices, and their results lie side by side.
 */
function groupByGroup(
  reading: Parameters<NodeReader>[0],
  seen: Seen,
  weights: Weights,
  groups: number,
): Seen | Refusal {
  if (groups > mostParts) return 'has more groups of channels, in another order, than are read';
  const { node } = reading;
  const [units, depth] = weights.shape as [number, number];
  const alone = { ...node, attributes: { ...node.attributes, group: { type: 'int', value: 1 } as const } };
  const select = selectionFrom(seen);
  if (typeof select === 'string') return select;
  const whole = loadedOnce(weights);
  let slices = 0;
  const results: Seen[] = [];
  for (let group = 0; group < groups; group++) {
    const ofGroup = (size: number) => neighbours(group * size, size);
    const part = select(ofGroup(depth));
    if (typeof part === 'string') return part;
    slices += part.expression.layer?.kind === 'concat' ? part.expression.sources.length : 1;
    if (slices > mostLayers) return 'has groups of channels from more places than networks have layers';
    const result = convolve({ ...reading, node: alone }, part, withUnits(whole, ofGroup(units / groups)));
    if (typeof result === 'string') return result;
    results.push(result);
  }
  const expressions = results.map(({ expression }) => expression);
  return { ...results[0]!, expression: { ...joined(expressions), isSoleReader: true } };
}

function neighbours(first: number, count: number): number[] {
  const all: number[] = [];
  for (let at = 0; at < count; at++) all.push(first + at);
  return all;
}

/** Weights that many layers take a part of each. */
function loadedOnce({ shape, load }: Weights): Weights {
  let loaded: ReturnType<Weights['load']> | undefined;
  return {
    shape,
    load: () => {
      loaded ??= load();
      return loaded;
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
  const [units, inputs, ...kernelShape] = shape as [number, number, ...number[]];
  const window = windowOf(reading.node, axesAlong(seen), [1, 1], kernelShape);
  if (typeof window === 'string') return window;
  const isPlain = group === 1 && kernelShape.every((size) => size === 1) && window.pads.every((pad) => pad === 0);
  if (seen.rank === 2 || seen.isLast || !isPlain) return 'is a convolution on features that are no image';
  const layer = dense({ ...seen, rank: 2 }, inShape({ shape, load }, [units, inputs]));
  return typeof layer === 'string' ? layer : { ...layer, rank: seen.rank };
}

/** The same numbers in another shape. */
function inShape({ load }: Weights, shape: readonly number[]): Weights {
  return {
    shape,
    load: () => {
      const { weight, bias } = load();
      return { weight: { shape, data: weight.data }, bias };
    },
  };
}
