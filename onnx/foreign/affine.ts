import { type Pads, SecateurError } from '../../core/index.ts';
import { type Affine, type Expression, isImage, type Weights } from './expression.ts';
import type { Refusal, Seen } from './seen.ts';

/** How many functions call one another for a factor and a summand; one for those that are read from constants. */
const depths = new WeakMap<Affine | Weights, number>();
const depthOf = (made: Affine | Weights) => depths.get(made) ?? 1;

/** Files that mean well have a few; each is a call within a call. */
const deepest = 500;

export function isDeep(made: Affine | Weights): boolean {
  return depthOf(made) > deepest;
}

/** Something made of others, which count towards how much may be made of it. */
export function madeOf<Made extends Affine | Weights>(made: Made, ...parts: readonly (Affine | Weights)[]): Made {
  depths.set(made, 1 + Math.max(...parts.map(depthOf)));
  return made;
}

/** One after the other. */
function followedBy(first: Affine, second: Affine): Affine {
  const both: Affine = () => {
    const [inner, outer] = [first(), second()];
    return {
      scale: inner.scale.map((value, at) => value * outer.scale[at]!),
      shift: inner.shift.map((value, at) => value * outer.scale[at]! + outer.shift[at]!),
    };
  };
  return madeOf(both, first, second);
}

/** A value times and plus something: in the layer that makes it where that has room for it, else for what comes after. */
export function withAffine(seen: Seen, affine: Affine, isExclusive: boolean): Seen | Refusal {
  const { expression, affine: pending } = seen;
  const { layer, weights } = expression;
  if (isDeep(pending ?? weights ?? affine)) {
    return 'follows more sums and products with constants than are read';
  }
  if (pending) return { ...seen, affine: followedBy(pending, affine) };
  const isLinear = layer !== undefined && 'activation' in layer && layer.activation === 'identity';
  if (!weights || !isLinear || !isExclusive) return { ...seen, affine };
  return { ...seen, expression: { ...expression, weights: scaledOutputs(weights, affine) } };
}

/** The weights with a factor and a summand on each output. */
function scaledOutputs(weights: Weights, affine: Affine): Weights {
  const { shape, load } = weights;
  const scaled: Weights = {
    shape,
    load: () => {
      const { weight, bias } = load();
      const { scale, shift } = affine();
      const fanIn = weight.data.length / bias.length;
      return {
        weight: { shape: weight.shape, data: weight.data.map((value, at) => value * scale[Math.floor(at / fanIn)]!) },
        bias: bias.map((value, unit) => value * scale[unit]! + shift[unit]!),
      };
    },
  };
  return madeOf(scaled, weights, affine);
}

/**
 * The weights with a factor and a summand on each input, where no padding comes between: each weight `[units, inputs,
 * ...]` of an input takes its factor, the biases the sums of what the summands give.
 */
export function scaledInputs({ shape, load }: Weights, affine: Affine): Weights {
  return {
    shape,
    load: () => {
      const { weight, bias } = load();
      const { scale, shift } = affine();
      const fanIn = weight.data.length / bias.length;
      const span = fanIn / shape[1]!;
      const sums = Float64Array.from(bias);
      const data = weight.data.map((value, at) => {
        const input = Math.floor((at % fanIn) / span);
        sums[Math.floor(at / fanIn)]! += value * shift[input]!;
        return value * scale[input]!;
      });
      return { weight: { shape: weight.shape, data }, bias: Float32Array.from(sums) };
    },
  };
}

const settledForms = new WeakMap<Seen, Seen>();

/**
 * The value with nothing pending. What could not become part of another layer becomes one of its own, for images: a
 * depthwise convolution of 1 x 1.
 */
export function settled(seen: Seen): Seen | Refusal {
  if (seen.pads) return 'follows a Pad that is not read by a convolution';
  if (seen.divided) return 'reads channels that are divided into groups';
  if (!seen.affine) return seen;
  const { expression, affine, ...form } = seen;
  if (!isImage(expression.shape)) return 'follows a sum or product with constants that no layer can take up';
  const known = settledForms.get(seen) ?? { ...form, expression: perChannel(expression, affine) };
  settledForms.set(seen, known);
  return known;
}

/** A layer that does something to each channel of an image. */
export function perChannel(source: Expression, affine?: Affine): Expression {
  const { shape } = source;
  if (!isImage(shape)) throw new SecateurError('NETWORK_INVALID', 'Only images have channels.');
  const [channels] = shape;
  const weightShape = [channels, 1, 1, 1];
  return {
    layer: {
      kind: 'convolution',
      units: channels,
      kernel: [1, 1],
      strides: [1, 1],
      pads: [0, 0, 0, 0] satisfies Pads,
      groups: 'depthwise',
      activation: 'identity',
    },
    sources: [source],
    shape,
    weights: {
      shape: weightShape,
      load: () => {
        const { scale, shift } = affine?.() ?? ones(channels);
        return { weight: { shape: weightShape, data: Float32Array.from(scale) }, bias: Float32Array.from(shift) };
      },
    },
  };
}

function ones(count: number) {
  return { scale: new Float64Array(count).fill(1), shift: new Float64Array(count) };
}
