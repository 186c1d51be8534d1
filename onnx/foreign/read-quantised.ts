import { intOf } from '../attributes.ts';
import { activationOf, isRefused } from './activation-of.ts';
import { asDense, type Integers, integerWeights } from './integer-weights.ts';
import { dequantisedInput, quantised, requantised } from './quantised-values.ts';
import { withActivation } from './read-activation.ts';
import { convolve } from './read-convolution.ts';
import { dense } from './read-dense.ts';
import { globalPooled, pooled } from './read-pool.ts';
import { productOf, sumOf } from './read-sum.ts';
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
  const alpha = node.attributes?.['alpha'];
  const isScaled = alpha?.type === 'float' && alpha.value !== 1;
  if (isScaled || intOf(node, 'transA', 0) === 1) return 'scales or transposes';
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
export const readQLinearAdd: NodeReader = (reading) => quantisedPair(reading, (one, other) => sumOf([one, other]));

/** Their product. */
export const readQLinearMul: NodeReader = (reading) =>
  quantisedPair(reading, (one, other) => productOf([one, other], [false, false]));

function quantisedPair(reading: Reading, combined: (one: Seen, other: Seen) => Seen | Refusal): Seen | Refusal {
  const [left = '', leftScale = '', leftZero = '', right = '', rightScale = '', rightZero = '', scale = '', zero = ''] =
    reading.node.inputs;
  const one = dequantisedInput(reading, left, leftScale, leftZero);
  if (typeof one === 'string') return one;
  const other = dequantisedInput(reading, right, rightScale, rightZero);
  return typeof other === 'string' ? other : requantised(reading, combined(one, other), scale, zero);
}

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
