import { sizeOf } from '../../core/index.ts';
import { intOf, intsOf } from '../attributes.ts';
import { elementTypeOf } from '../element-type.ts';
import { isFloat } from '../fold/numbers.ts';
import { madeOf, settled } from './affine.ts';
import { isImage } from './expression.ts';
import { actualShape, axesAlong, channelAxis, dataInput, type NodeReader, type Seen } from './seen.ts';
import { mostChannels, selected } from './selection.ts';
import { onAxes } from './window.ts';

/** What passes values on as they are. */
export const readIdentity: NodeReader = (reading) => {
  const data = dataInput(reading);
  return typeof data === 'string' ? data : data.seen;
};

/** In inference Dropout does nothing. */
export const readDropout: NodeReader = (reading) => {
  const { node, view, seen } = reading;
  const training = node.inputs[2] ? view.constants.get(node.inputs[2])?.values[0] : 0;
  const found = seen(node.inputs[0]!);
  return training === 0 && found ? found : 'may drop values at random';
};

/** Between floating-point types: the layers compute in float32. */
export const readCast: NodeReader = (reading) => {
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const target = elementTypeOf(intOf(reading.node, 'to', 0));
  return target && isFloat(target) ? data.seen : 'makes whole numbers of its values';
};

/** Channels first to channels last, and back. */
export const readTranspose: NodeReader = (reading) => {
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  const { seen } = data;
  const permutation = (intsOf(reading.node, 'perm') ?? []).join();
  if (seen.divided) return shuffled(seen, seen.divided, permutation);
  const [toLast, toFirst] = seen.rank === 3 ? ['0,2,1', '0,2,1'] : ['0,2,3,1', '0,3,1,2'];
  if (seen.rank !== 2 && permutation === (seen.isLast ? toFirst : toLast)) return { ...seen, isLast: !seen.isLast };
  return permutation === [...Array(seen.rank).keys()].join() ? seen : 'turns its axes around';
};

/** The axes of groups and of what is in each in the other order: what is known as a channel shuffle. */
function shuffled(seen: Seen, [groups, size]: readonly [number, number], permutation: string): ReturnType<NodeReader> {
  if (groups * size > mostChannels) return 'shuffles more channels than networks have';
  const axes = [...Array(seen.rank + 1).keys()];
  const first = seen.isLast ? seen.rank - 1 : 1;
  const swapped = axes.with(first, first + 1).with(first + 1, first);
  if (permutation === axes.join()) return seen;
  if (permutation !== swapped.join()) return 'turns its axes around';
  const turned = Array.from({ length: groups * size }, (_, at) => (at % groups) * size + Math.floor(at / groups));
  const result = selected(seen, turned);
  return typeof result === 'string' ? result : { ...result, divided: [size, groups] };
}

/** Flatten, Reshape, Squeeze, Unsqueeze: what matters is the shape that comes out. */
export const readReshape: NodeReader = (reading) => {
  const { node, view, isExclusive, seen: seenValue, batch } = reading;
  const name = node.inputs[0]!;
  const seen = seenValue(name);
  if (!seen) return 'has a shape that is computed from the values';
  const { shape } = seen.expression;
  const isFlatten = node.opType === 'Flatten' && intOf(node, 'axis', 1) === 1;
  const target = isFlatten ? { batch, rest: [sizeOf(shape)] } : view.shapeOf(node.outputs[0]!);
  if (!target) return 'makes a shape that is not known beforehand';
  if (target.batch !== batch) return 'mixes the rows of a batch, or fixes how many there are';
  const { divided, ...whole } = seen;
  if (divided && target.rest.join() === actualShape(seen).join()) return seen;
  return reshaped(whole, target.rest, isExclusive(name));
};

function reshaped(seen: Seen, target: readonly number[], isSoleReader: boolean): ReturnType<NodeReader> {
  const { expression, affine } = seen;
  const { shape } = expression;
  const wanted = target.join();
  const isWanted = (form: Seen) => actualShape(form).join() === wanted;
  if (isWanted(seen)) return seen;
  if (!isImage(shape)) {
    if (wanted === shape.join()) return { ...seen, rank: 2, isLast: seen.rank === 2 && seen.isLast };
    if (seen.rank === 2 && seen.isLast) return 'takes apart what was flattened';
    const forms = ([3, 4] as const).flatMap((rank) => [false, true].map((isLast): Seen => ({ ...seen, rank, isLast })));
    return forms.find(isWanted) ?? 'makes an image or a sequence of features';
  }
  const [channels, height, width] = shape;
  const places = height * width;
  // Rows of places with and without an axis of size 1.
  const other: Seen = { ...seen, rank: seen.rank === 3 ? 4 : 3 };
  if ((height === 1 || width === 1) && isWanted(other)) return other;
  const across = channelAxis(seen) - 1;
  const [groups = 0, size = 0] = target.slice(across);
  if (groups * size === channels && actualShape(seen).toSpliced(across, 1, groups, size).join() === wanted) {
    return { ...seen, divided: [groups, size] };
  }
  if (wanted !== `${channels * places}`) return 'rearranges an image into something else than one vector';
  if (seen.pads) return settled(seen);
  const { affine: _, ...form } = seen;
  const spread = affine && {
    affine: madeOf(() => {
      const { scale, shift } = affine();
      const each = (values: Float64Array) =>
        Float64Array.from({ length: channels * places }, (__, at) => values[Math.floor(at / places)]!);
      return { scale: each(scale), shift: each(shift) };
    }, affine),
  };
  return {
    ...form,
    ...spread,
    rank: 2,
    isLast: seen.isLast && channels > 1 && places > 1,
    expression: { layer: { kind: 'flatten' }, sources: [expression], shape: [channels * places], isSoleReader },
  };
}

/** Zeros around an image, for the convolution that follows. */
export const readPad: NodeReader = (reading) => {
  const { node, view, seen: seenValue } = reading;
  const seen = seenValue(node.inputs[0]!);
  const mode = node.attributes?.['mode'];
  const amounts = node.inputs[1] ? [...(view.constants.get(node.inputs[1])?.values ?? [])] : intsOf(node, 'pads');
  const attribute = node.attributes?.['value'];
  const value =
    attribute?.type === 'float' ? attribute.value : node.inputs[2] ? view.constants.get(node.inputs[2])?.values[0] : 0;
  const isZeros = (mode === undefined || (mode.type === 'string' && mode.value === 'constant')) && value === 0;
  if (!seen || !isImage(seen.expression.shape) || amounts?.length !== 2 * seen.rank || node.inputs[3] || !isZeros) {
    return isZeros ? 'pads something else than images' : 'pads with something else than zeros';
  }
  const first = seen.isLast ? 1 : 2;
  const along = axesAlong(seen);
  const [top, left] = onAxes(along, amounts.slice(first), 0);
  const [bottom, right] = onAxes(along, amounts.slice(first + seen.rank), 0);
  const total = amounts.reduce((sum, amount) => sum + amount, 0);
  if (total !== top + left + bottom + right || amounts.some((amount) => !(amount >= 0)))
    return 'pads other axes, or cuts';
  const [a, b, c, d] = seen.pads ?? [0, 0, 0, 0];
  return { ...seen, pads: [a + top, b + left, c + bottom, d + right] };
};
