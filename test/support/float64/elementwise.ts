import { erf } from '../../../core/graph/special-functions.ts';
import { floatOf } from '../../../onnx/attributes.ts';
import { binary } from '../../../onnx/fold/arithmetic.ts';
import type { Numbers } from '../../../onnx/fold/numbers.ts';
import type { OnnxNode } from '../../../onnx/index.ts';
import { largestResult, type Operator } from './operator.ts';

type Given = (name: string, otherwise: number) => number;

const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
const between = (x: number, low: number, high: number) => Math.min(Math.max(x, low), high);

/** What becomes of each number. */
const functions: ReadonlyMap<string, (x: number, given: Given) => number> = new Map([
  ['Relu', (x: number) => Math.max(x, 0)],
  ['Tanh', Math.tanh],
  ['Sigmoid', sigmoid],
  ['Softplus', softplus],
  ['Softsign', (x: number) => x / (1 + Math.abs(x))],
  ['Mish', (x: number) => x * Math.tanh(softplus(x))],
  ['HardSwish', (x: number) => x * between(x / 6 + 0.5, 0, 1)],
  ['HardSigmoid', (x: number, given: Given) => between(given('alpha', 0.2) * x + given('beta', 0.5), 0, 1)],
  ['LeakyRelu', (x: number, given: Given) => (x >= 0 ? x : given('alpha', 0.01) * x)],
  ['Elu', (x: number, given: Given) => (x >= 0 ? x : given('alpha', 1) * Math.expm1(x))],
  [
    'Selu',
    (x: number, given: Given) => given('gamma', 1.0507) * (x > 0 ? x : given('alpha', 1.6732632) * Math.expm1(x)),
  ],
  ['Swish', (x: number, given: Given) => x * sigmoid(given('alpha', 1) * x)],
  ['com.microsoft.QuickGelu', (x: number, given: Given) => x * sigmoid(given('alpha', 1.702) * x)],
  ['Erf', erf],
  ['Log', Math.log],
  ['Dropout', (x: number) => x],
  // Between floating-point types: nothing is lost here.
  ['Cast', (x: number) => x],
]);

const relations: ReadonlyMap<string, (a: number, b: number) => number> = new Map([
  ['Greater', (a: number, b: number) => Number(a > b)],
  ['GreaterOrEqual', (a: number, b: number) => Number(a >= b)],
  ['Less', (a: number, b: number) => Number(a < b)],
  ['LessOrEqual', (a: number, b: number) => Number(a <= b)],
  ['PRelu', (x: number, slope: number) => (x < 0 ? slope * x : x)],
]);

export const elementwise: readonly (readonly [string, Operator])[] = [
  ...[...functions].map(
    ([name, compute]) =>
      [name, (node, [x]) => each(x!, (value) => compute(value, givenBy(node)))] as const satisfies [string, Operator],
  ),
  ...[...relations].map(
    ([name, compute]) =>
      [name, (node, operands) => binary(compute)(node, operands, largestResult)!] as const satisfies [string, Operator],
  ),
  [
    'Gelu',
    (node, [x]) =>
      each(
        x!,
        node.attributes?.['approximate']?.type === 'string' && node.attributes['approximate'].value === 'tanh'
          ? tanhGelu
          : gelu,
      ),
  ],
  ['Sum', (node, operands) => binary((one, other) => one + other)(node, operands, largestResult)!],
  ['com.microsoft.Gelu', (_, [x]) => each(x!, gelu)],
  [
    'Clip',
    (node, [x, low, high]) => {
      const given = givenBy(node);
      const [from, to] = [low?.values[0] ?? given('min', -Infinity), high?.values[0] ?? given('max', Infinity)];
      return each(x!, (value) => between(value, from, to));
    },
  ],
  [
    'Where',
    (node, [condition, a, b]) => {
      // Of two that never meet: what is not chosen is 0.
      const chosen = binary((is, value) => (is ? value : 0))(node, [condition, a], largestResult);
      const other = binary((is, value) => (is ? 0 : value))(node, [condition, b], largestResult);
      return binary((one, two) => one + two)(node, [chosen, other], largestResult)!;
    },
  ],
];

const gelu = (x: number) => (x / 2) * (1 + erf(x / Math.SQRT2));
const tanhGelu = (x: number) => (x / 2) * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));

function each(numbers: Numbers, compute: (value: number) => number): Numbers {
  return { ...numbers, values: Float64Array.from(numbers.values, compute) };
}

function givenBy(node: OnnxNode): Given {
  return (name, otherwise) => floatOf(node, name, otherwise);
}
