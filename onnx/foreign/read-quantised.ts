import { isNonNegative } from '../../core/index.ts';
import { intOf } from '../attributes.ts';
import { dequantised } from '../fold/dequantise.ts';
import type { ElementType, OnnxNode } from '../model.ts';
import { activationOf, isRefused } from './activation-of.ts';
import { settled } from './affine.ts';
import type { Expression, Weights } from './expression.ts';
import { constantNumbers } from './load-constant.ts';
import { withActivation } from './read-activation.ts';
import { convolve } from './read-convolution.ts';
import { byUnit, dense } from './read-dense.ts';
import { globalPooled, pooled } from './read-pool.ts';
import { sumOf } from './read-sum.ts';
import type { NodeReader, Reading, Refusal, Seen } from './seen.ts';

/** To integers; the layers compute with the numbers as they were, so that only the rounding is lost. */
export const readQuantizeLinear: NodeReader = (reading) => {
  const [name = '', scale = '', zeroPoint = ''] = reading.node.inputs;
  const seen = reading.seen(name);
  return seen ? quantised(reading, seen, scale, zeroPoint, reading.isExclusive(name)) : 'quantises a constant';
};

/** And back. */
export const readDequantizeLinear: NodeReader = (reading) => {
  const [name = '', scale = '', zeroPoint = ''] = reading.node.inputs;
  return dequantisedInput(reading, name, scale, zeroPoint);
};

/** x, its scale and zero point, the same of the weight and of the result, and the bias. */
export const readQLinearConv: NodeReader = (reading) => {
  const { node, view } = reading;
  const [name = '', xScale = '', xZero = '', weight = '', weightScale = '', weightZero = '', ...rest] = node.inputs;
  const [scale = '', zero = '', bias = ''] = rest;
  const shape = view.constantShape(weight);
  if (!shape) return 'has a weight that is no constant';
  const seen = dequantisedInput(reading, name, xScale, xZero);
  if (typeof seen === 'string') return seen;
  const weights = integerWeights(reading, { shape, weight, weightScale, weightZero, axis: 0, xScale, bias });
  return requantised(reading, convolve(reading, seen, weights), scale, zero);
};

export const readQLinearMatMul: NodeReader = (reading) => {
  const [name = '', xScale = '', xZero = '', weight = '', weightScale = '', weightZero = '', scale = '', zero = ''] =
    reading.node.inputs;
  return integerDense(reading, {
    name,
    xScale,
    xZero,
    weight,
    weightScale,
    weightZero,
    bias: '',
    isTransposed: false,
    scale,
    zero,
  });
};

/** onnxruntime's own: as QLinearMatMul, with a bias and the attributes of Gemm. */
export const readQGemm: NodeReader = (reading) => {
  const { node } = reading;
  const [name = '', xScale = '', xZero = '', weight = '', weightScale = '', weightZero = '', ...rest] = node.inputs;
  const [bias = '', scale = '', zero = ''] = rest;
  if (intOf(node, 'transA', 0) === 1 || node.attributes?.['alpha']?.type === 'float') {
    const alpha = node.attributes?.['alpha'];
    if (alpha?.type !== 'float' || alpha.value !== 1 || intOf(node, 'transA', 0) === 1) return 'scales or transposes';
  }
  const isTransposed = intOf(node, 'transB', 0) === 1;
  return integerDense(reading, {
    name,
    xScale,
    xZero,
    weight,
    weightScale,
    weightZero,
    bias,
    isTransposed,
    scale,
    zero,
  });
};

/** onnxruntime's own sum of two quantised values. */
export const readQLinearAdd: NodeReader = (reading) => {
  const [left = '', leftScale = '', leftZero = '', right = '', rightScale = '', rightZero = '', scale = '', zero = ''] =
    reading.node.inputs;
  const one = dequantisedInput(reading, left, leftScale, leftZero);
  if (typeof one === 'string') return one;
  const other = dequantisedInput(reading, right, rightScale, rightZero);
  return typeof other === 'string' ? other : requantised(reading, sumOf([one, other]), scale, zero);
};

/** onnxruntime's own means of windows. */
export const readQLinearAveragePool: NodeReader = (reading) => {
  const [name = '', xScale = '', xZero = '', scale = '', zero = ''] = reading.node.inputs;
  const seen = dequantisedInput(reading, name, xScale, xZero);
  if (typeof seen === 'string') return seen;
  if (intOf(reading.node, 'channels_last', 0) === 1) return 'pools another layout';
  return requantised(reading, pooled(reading.node, seen, 'average', reading.isExclusive(name)), scale, zero);
};

/** onnxruntime's own activations of integers. */
export const readQLinearActivation: NodeReader = (reading) => {
  const { node, view } = reading;
  const [name = '', xScale = '', xZero = '', scale = '', zero = ''] = node.inputs;
  const seen = dequantisedInput(reading, name, xScale, xZero);
  if (typeof seen === 'string') return seen;
  const { domain: _, ...plain } = node;
  const activation = activationOf({ ...plain, opType: node.opType.replace('QLinear', '') }, view.constants);
  if (isRefused(activation)) return activation.why;
  return requantised(reading, withActivation(seen, activation, reading.isExclusive(name)), scale, zero);
};

/** onnxruntime's own mean over height and width. */
export const readQLinearGlobalAveragePool: NodeReader = (reading) => {
  const [name = '', xScale = '', xZero = '', scale = '', zero = ''] = reading.node.inputs;
  const seen = dequantisedInput(reading, name, xScale, xZero);
  if (typeof seen === 'string') return seen;
  if (seen.isLast !== (intOf(reading.node, 'channels_last', 0) === 1)) return 'pools another layout';
  return requantised(reading, globalPooled(seen, 'average', true, reading.isExclusive(name)), scale, zero);
};

/**
 * A product of integers that are made when the model runs: DynamicQuantizeLinear, MatMulInteger or ConvInteger, Cast,
 * and the product with both scales.
 */
export function readDynamic(reading: Reading, input: Seen, weightScale: string): Seen | Refusal {
  const { node, view } = reading;
  const [, weight = '', , weightZero = ''] = node.inputs;
  const shape = view.constantShape(weight);
  if (!shape) return 'has a weight that is no constant';
  const isConvolution = node.opType === 'ConvInteger';
  const axis = isConvolution ? 0 : shape.length - 1;
  const integers = { shape, weight, weightScale, weightZero, axis, xScale: '', bias: '' };
  if (isConvolution) return convolve(reading, input, integerWeights(reading, integers));
  if (shape.length !== 2) return 'has a weight that is no matrix';
  return dense(input, asDense(integerWeights(reading, integers), false));
}

interface Integers {
  readonly shape: readonly number[];
  readonly weight: string;
  readonly weightScale: string;
  readonly weightZero: string;
  /** Along which the scales of the weight lie, if there are several. */
  readonly axis: number;
  readonly xScale: string;
  /** In units of both scales; '' where there is none. */
  readonly bias: string;
}

/** The weight as the file has it, and a bias for each unit. */
function integerWeights({ node, view }: Reading, integers: Integers): Weights {
  const { shape, weight, weightScale, weightZero, axis, xScale, bias } = integers;
  const units = shape[axis]!;
  return {
    shape,
    load: () => {
      const numbers = (name: string) => (name === '' ? undefined : constantNumbers(view, name, node));
      const scales = numbers(weightScale)!.values;
      const along: OnnxNode = { ...node, attributes: { axis: { type: 'int', value: axis } } };
      const flat = {
        elementType: 'float32' as const,
        shape: scales.length === 1 ? [] : [scales.length],
        values: scales,
      };
      const values = dequantised(along, [numbers(weight), flat, numbers(weightZero)])?.values;
      const biases = numbers(bias)?.values;
      const unit = numbers(xScale)?.values[0] ?? 1;
      return {
        weight: { shape, data: Float32Array.from(values ?? []) },
        bias: Float32Array.from(
          { length: units },
          (_, at) => (biases?.[at] ?? 0) * unit * scales[scales.length === 1 ? 0 : at]!,
        ),
      };
    },
  };
}

/** A matrix of inputs by units (or, transposed, the other way round) as the weight of a dense layer. */
function asDense({ shape, load }: Weights, isTransposed: boolean): Weights {
  const [units, inputs] = (isTransposed ? shape : shape.toReversed()) as [number, number];
  return {
    shape: [units, inputs],
    load: () => {
      const { weight, bias } = load();
      return { weight: { shape: [units, inputs], data: byUnit(weight.data, units, inputs, isTransposed, 1) }, bias };
    },
  };
}

function integerDense(
  reading: Reading,
  o: Omit<Integers, 'shape' | 'axis'> & {
    readonly name: string;
    readonly xZero: string;
    readonly isTransposed: boolean;
    readonly scale: string;
    readonly zero: string;
  },
): Seen | Refusal {
  const shape = reading.view.constantShape(o.weight);
  if (shape?.length !== 2) return 'has a weight that is no constant matrix';
  const seen = dequantisedInput(reading, o.name, o.xScale, o.xZero);
  if (typeof seen === 'string') return seen;
  const weights = integerWeights(reading, { ...o, shape, axis: o.isTransposed ? 0 : 1 });
  return requantised(reading, dense(seen, asDense(weights, o.isTransposed)), o.scale, o.zero);
}

function requantised(reading: Reading, result: Seen | Refusal, scale: string, zero: string): Seen | Refusal {
  // Without a scale the result is not quantised again.
  if (typeof result === 'string' || scale === '') return result;
  return quantised(reading, result, scale, zero, true);
}

/** A quantiser that has no numbers below its zero is where exporters hide a relu. */
function quantised(
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
function dequantisedInput({ view, seen }: Reading, name: string, scale: string, zeroPoint: string): Seen | Refusal {
  const { quantised: made, ...found } = seen(name) ?? {};
  if (!made) return 'reads integers that were not quantised here';
  const numberIn = (constant: string, absent: number) =>
    constant === '' ? absent : view.constants.get(constant)?.values[0];
  const isSame =
    numberIn(made.scale, 1) === numberIn(scale, 1) && numberIn(made.zeroPoint, 0) === numberIn(zeroPoint, 0);
  return isSame ? (found as Seen) : 'takes integers for other numbers than what made them';
}
