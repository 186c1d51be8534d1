import { type Shape, sizeOf } from '../shape.ts';
import type { Kernel, Values } from './kernel.ts';
import type { Kind } from './node.ts';
import { broadcastStrides } from './shapes.ts';
import { erf, roundHalfToEven } from './special-functions.ts';
import {
  averagePoolKernel,
  convKernel,
  convTransposeKernel,
  convWeightGradientKernel,
  maxPoolKernel,
} from './window-kernels.ts';

const map = (f: (x: number) => number) => (_: unknown, inputs: readonly Values[]) => inputs[0]!.data.map(f);
const zip =
  (f: (a: number, b: number, c: number) => number) =>
  (node: { readonly shape: Shape }, inputs: readonly Values[]): Float64Array => {
    const [a, b, c = b] = inputs.map((input) => broadcastTo(input, node.shape)) as [
      Float64Array,
      Float64Array,
      Float64Array,
    ];
    return a.map((value, index) => f(value, b[index]!, c[index]!));
  };

/** How the reference evaluator computes each operation; truth values are 0 and 1. */
export const kernels: { readonly [K in Exclude<Kind, 'Input'>]: Kernel<K> } = {
  Constant: ({ attributes: { values } }) => (values instanceof Float64Array ? values : Float64Array.from(values)),
  Neg: map((x) => -x),
  Abs: map(Math.abs),
  Sign: map(Math.sign),
  Exp: map(Math.exp),
  Log: map(Math.log),
  Sqrt: map(Math.sqrt),
  Sigmoid: map((x) => 1 / (1 + Math.exp(-x))),
  Tanh: map(Math.tanh),
  Relu: map((x) => Math.max(x, 0)),
  Softplus: map((x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)))),
  LeakyRelu: ({ attributes: { slope } }, [x]) => x!.data.map((value) => (value > 0 ? value : slope * value)),
  PRelu: zip((x, slope) => (x > 0 ? x : slope * x)),
  Elu: ({ attributes: { alpha } }, [x]) => x!.data.map((value) => (value > 0 ? value : alpha * Math.expm1(value))),
  HardSigmoid: ({ attributes: { slope, offset } }, [x]) =>
    x!.data.map((value) => Math.max(0, Math.min(1, slope * value + offset))),
  Erf: map(erf),
  Round: map(roundHalfToEven),
  IsNaN: map((x) => Number(Number.isNaN(x))),
  Cast: (node, [x]) => {
    if (node.attributes.to === 'float') return x!.data;
    return x!.data.map(node.attributes.to === 'bool' ? (v) => Number(v !== 0) : Math.trunc);
  },
  StopGradient: map((x) => x),
  StraightThrough: map((x) => x),

  Add: zip((a, b) => a + b),
  Sub: zip((a, b) => a - b),
  Mul: zip((a, b) => a * b),
  Div: zip((a, b) => a / b),
  Pow: zip((a, b) => a ** b),
  Max: zip((a, b) => Math.max(a, b)),
  Min: zip((a, b) => Math.min(a, b)),
  Greater: zip((a, b) => Number(a > b)),
  Equal: zip((a, b) => Number(a === b)),
  Where: zip((condition, a, b) => (condition ? a : b)),

  MatMul: (node, [a, b]) => {
    const [rows, columns] = node.shape.slice(-2) as [number, number];
    const inner = a!.shape.at(-1)!;
    const out = new Float64Array(sizeOf(node.shape));
    for (let at = 0; at < out.length; at++) {
      const [pair, row, column] = [Math.floor(at / (rows * columns)), Math.floor(at / columns), at % columns];
      for (let k = 0; k < inner; k++)
        out[at]! += a!.data[row * inner + k]! * b!.data[(pair * inner + k) * columns + column]!;
    }
    return out;
  },
  Gemm: (node, [a, b, c]) => {
    const { transA, transB, alpha } = node.attributes;
    const [rows, columns] = node.shape as [number, number];
    const inner = a!.shape[transA ? 0 : 1]!;
    const out = c ? broadcastTo(c, node.shape).slice() : new Float64Array(rows * columns);
    for (let i = 0; i < rows; i++) {
      for (let j = 0; j < columns; j++) {
        let sum = 0;
        for (let k = 0; k < inner; k++) {
          sum += a!.data[transA ? k * rows + i : i * inner + k]! * b!.data[transB ? j * inner + k : k * columns + j]!;
        }
        out[i * columns + j]! += alpha * sum;
      }
    }
    return out;
  },
  Transpose: (node, [x]) => {
    const strides = stridesOf(x!.shape);
    return pick(
      x!.data,
      node.shape,
      0,
      node.attributes.permutation.map((axis) => strides[axis]!),
    );
  },
  Reshape: (_, [x]) => x!.data,
  Expand: (node, [x]) => broadcastTo(x!, node.shape),
  Concat: (node, inputs) => {
    const { axis } = node.attributes;
    const chunks = inputs.map((part) => sizeOf(part.shape.slice(axis)));
    const out = new Float64Array(sizeOf(node.shape));
    for (let offset = 0, row = 0; offset < out.length; row++) {
      inputs.forEach((part, index) => {
        out.set(part.data.subarray(row * chunks[index]!, (row + 1) * chunks[index]!), offset);
        offset += chunks[index]!;
      });
    }
    return out;
  },
  Slice: (node, [x]) => {
    const { axis, start, step } = node.attributes;
    const strides = stridesOf(x!.shape);
    return pick(x!.data, node.shape, start * strides[axis]!, strides.with(axis, step * strides[axis]!));
  },
  Pad: (node, [x]) => {
    const { axis, before } = node.attributes;
    const chunk = sizeOf(x!.shape.slice(axis));
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const step = node.shape[axis]! * inner;
    const out = new Float64Array(sizeOf(node.shape));
    for (let row = 0; row * chunk < x!.data.length; row++) {
      out.set(x!.data.subarray(row * chunk, (row + 1) * chunk), row * step + before * inner);
    }
    return out;
  },
  Gather: (node, [x, indices]) => {
    const { axis } = node.attributes;
    const inner = sizeOf(x!.shape.slice(axis + 1));
    const outer = sizeOf(x!.shape.slice(0, axis));
    const out = new Float64Array(sizeOf(node.shape));
    let offset = 0;
    for (let row = 0; row < outer; row++) {
      for (const index of indices!.data) {
        const start = (row * x!.shape[axis]! + index) * inner;
        out.set(x!.data.subarray(start, start + inner), offset);
        offset += inner;
      }
    }
    return out;
  },
  ReduceSum: (node, [x]) => reduce(x!, node.shape, 0, (a, b) => a + b),
  ReduceMean: (node, [x]) => {
    const count = sizeOf(x!.shape) / sizeOf(node.shape);
    return reduce(x!, node.shape, 0, (a, b) => a + b).map((sum) => sum / count);
  },
  ReduceMax: (node, [x]) => reduce(x!, node.shape, Number.NEGATIVE_INFINITY, (a, b) => Math.max(a, b)),
  Conv: convKernel,
  ConvTranspose: convTransposeKernel,
  ConvWeightGradient: convWeightGradientKernel,
  MaxPool: maxPoolKernel,
  AveragePool: averagePoolKernel,
  Softmax: (_, [x]) => overRows(x!, (row) => logSoftmaxOf(row).map(Math.exp)),
  LogSoftmax: (_, [x]) => overRows(x!, logSoftmaxOf),
};

function stridesOf(shape: Shape): number[] {
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

/** Reads `data` into a tensor of `shape`, moving by `strides[axis]` for each step along an axis. */
function pick(data: Float64Array, shape: Shape, start: number, strides: readonly number[]): Float64Array {
  const out = new Float64Array(sizeOf(shape));
  for (let index = 0; index < out.length; index++) {
    let rest = index;
    let source = start;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += (rest % shape[axis]!) * strides[axis]!;
      rest = Math.floor(rest / shape[axis]!);
    }
    out[index] = data[source]!;
  }
  return out;
}

function broadcastTo(values: Values, shape: Shape): Float64Array {
  if (values.data.length === sizeOf(shape)) return values.data;
  return pick(values.data, shape, 0, broadcastStrides(values.shape, shape.length));
}

function reduce(x: Values, shape: Shape, start: number, combine: (a: number, b: number) => number): Float64Array {
  const out = new Float64Array(sizeOf(shape)).fill(start);
  const positions = pick(
    Float64Array.from({ length: out.length }, (_, index) => index),
    x.shape,
    0,
    broadcastStrides(shape, x.shape.length),
  );
  x.data.forEach((value, index) => {
    out[positions[index]!] = combine(out[positions[index]!]!, value);
  });
  return out;
}

function overRows(x: Values, f: (row: Float64Array) => Float64Array): Float64Array {
  const width = x.shape.at(-1)!;
  const out = new Float64Array(x.data.length);
  for (let start = 0; start < out.length; start += width) out.set(f(x.data.subarray(start, start + width)), start);
  return out;
}

function logSoftmaxOf(row: Float64Array): Float64Array {
  const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const logSum = Math.log(row.reduce((sum, x) => sum + Math.exp(x - largest), 0)) + largest;
  return row.map((x) => x - logSum);
}
