import { floatOf, intOf } from '../../../onnx/attributes.ts';
import { binary } from '../../../onnx/fold/arithmetic.ts';
import type { Numbers } from '../../../onnx/fold/numbers.ts';
import { transpose } from '../../../onnx/fold/rearrange.ts';
import { matrixProduct } from '../../../onnx/fold/sums.ts';
import type { OnnxNode } from '../../../onnx/index.ts';
import { largestResult, type Operator } from './operator.ts';

const plain: OnnxNode = { opType: 'Transpose', inputs: [], outputs: [] };

/** Gemm, and batch normalisation with the statistics of training. */
export const products: readonly (readonly [string, Operator])[] = [
  [
    'Gemm',
    (node, [a, b, c]) => {
      const turned = (name: string, matrix: Numbers) =>
        intOf(node, name, 0) === 1 ? transpose(plain, [matrix])! : matrix;
      const product = times(
        matrixProduct(node, [turned('transA', a!), turned('transB', b!)], largestResult)!,
        floatOf(node, 'alpha', 1),
      );
      return c
        ? binary((one, other) => one + other)(node, [product, times(c, floatOf(node, 'beta', 1))], largestResult)!
        : product;
    },
  ],
  [
    'BatchNormalization',
    (node, [x, scale, shift, mean, variance]) => {
      const epsilon = floatOf(node, 'epsilon', 1e-5);
      const span = x!.shape.slice(2).reduce((product, size) => product * size, 1);
      const values = Float64Array.from(x!.values, (value, at) => {
        const channel = Math.floor(at / span) % x!.shape[1]!;
        const centred = (value - mean!.values[channel]!) / Math.sqrt(variance!.values[channel]! + epsilon);
        return centred * scale!.values[channel]! + shift!.values[channel]!;
      });
      return { ...x!, values };
    },
  ],
];

function times(numbers: Numbers, factor: number): Numbers {
  return { ...numbers, values: Float64Array.from(numbers.values, (value) => value * factor) };
}
