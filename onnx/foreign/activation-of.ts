import { type Activation, isActivation, shortestActivation } from '../../core/index.ts';
import type { Constants } from '../fold/constants.ts';
import type { OnnxNode } from '../model.ts';
import { operatorName } from '../walk.ts';

type Found = Activation | { readonly why: string };

/** The activation that one node is, with its attributes as the operators' definitions leave them when they are not given. */
export function activationOf(node: OnnxNode, constants: Constants): Found {
  const number = (name: string, otherwise: number) => {
    const attribute = node.attributes?.[name];
    return attribute?.type === 'float' ? shortest(attribute.value) : otherwise;
  };
  const reader = operators.get(operatorName(node));
  return reader ? reader({ node, number, constants }) : { why: 'is an operator that is not read' };
}

export function isActivationOperator(node: OnnxNode): boolean {
  return operators.has(operatorName(node));
}

/** An activation that has a why is none. */
export function isRefused(found: Found): found is { readonly why: string } {
  return typeof found !== 'string' && 'why' in found;
}

interface Given {
  readonly node: OnnxNode;
  readonly constants: Constants;
  readonly number: (name: string, otherwise: number) => number;
}

const named = (activation: Activation) => (): Found => activation;

/** Attributes of `Selu` and slopes of `quickgelu` are stored as float32. */
const isAbout = (value: number, wanted: number) => Math.abs(value - wanted) <= 1e-6 * Math.abs(wanted);

const swish = (factor: number): Found => {
  if (factor === 1) return 'silu';
  return isAbout(factor, 1.702) ? 'quickgelu' : { why: `has the factor ${factor}; 1 and 1.702 are read` };
};

const operators: ReadonlyMap<string, (given: Given) => Found> = new Map<string, (given: Given) => Found>([
  ['Relu', named('relu')],
  ['Tanh', named('tanh')],
  ['Sigmoid', named('sigmoid')],
  ['Softplus', named('softplus')],
  ['Softsign', named('softsign')],
  ['Mish', named('mish')],
  ['HardSwish', named('hardswish')],
  ['LeakyRelu', ({ number }) => checked({ name: 'leaky', slope: number('alpha', 0.01) })],
  ['Elu', ({ number }) => checked({ name: 'elu', alpha: number('alpha', 1) })],
  [
    'HardSigmoid',
    ({ number }) => checked({ name: 'hardsigmoid', slope: number('alpha', 0.2), offset: number('beta', 0.5) }),
  ],
  [
    'Selu',
    ({ number }) => {
      const [alpha, gamma] = [number('alpha', 1.6732632), number('gamma', 1.0507)];
      const isUsual = isAbout(alpha, 1.6732632) && isAbout(gamma, 1.0507);
      return isUsual ? 'selu' : { why: `has the factors ${alpha} and ${gamma}; only those of selu are read` };
    },
  ],
  ['Swish', ({ number }) => swish(number('alpha', 1))],
  ['com.microsoft.QuickGelu', ({ number }) => swish(number('alpha', 1.702))],
  ['com.microsoft.Gelu', named('gelu')],
  ['Gelu', gelu],
  ['Clip', clip],
  ['Min', bounded],
  ['Max', bounded],
  ['PRelu', prelu],
]);

function gelu({ node }: Given): Found {
  const form = node.attributes?.['approximate'];
  return form?.type === 'string' && form.value === 'tanh' ? 'tanhgelu' : 'gelu';
}

/** Bounds are attributes before opset 11, inputs from then on. */
function clip({ node, number, constants }: Given): Found {
  const bound = (name: string, input: string | undefined, otherwise: number) =>
    input ? (uniformIn(constants, input) ?? Number.NaN) : number(name, otherwise);
  return clipTo(bound('min', node.inputs[1], -largest), bound('max', node.inputs[2], largest));
}

/** The smaller or larger of a value and a constant. */
function bounded({ node, constants }: Given): Found {
  const [constant, ...others] = node.inputs.filter((name) => constants.has(name));
  const bound = constant !== undefined && others.length === 0 && uniformIn(constants, constant);
  if (typeof bound !== 'number' || node.inputs.length !== 2) return { why: 'compares what it reads with other values' };
  return node.opType === 'Min' ? clipTo(-largest, bound) : clipTo(bound, largest);
}

function prelu({ node, constants }: Given): Found {
  const slope = uniformIn(constants, node.inputs[1] ?? '');
  return slope === undefined
    ? { why: 'has slopes that are not finite numbers, or are not known' }
    : checked({ name: 'leaky', slope });
}

const largest = 3.4028234663852886e38;

/** `low` and `high` as an activation: no lower, or no upper bound at all is the end of float32. */
export function clipTo(low: number, high: number): Found {
  const [from, to] = [Math.max(low, -largest), Math.min(high, largest)];
  if (from <= -3e38 && to >= 3e38) return 'identity';
  if (from === 0 && to >= 3e38) return 'relu';
  return checked({ name: 'clip', low: from, high: to });
}

/** What a bound is, of the activations that are nothing but bounds. */
export function boundsOf(activation: Activation): readonly [low: number, high: number] | undefined {
  if (activation === 'relu') return [0, largest];
  if (activation === 'relu6') return [0, 6];
  return typeof activation !== 'string' && activation.name === 'clip' ? [activation.low, activation.high] : undefined;
}

function checked(activation: Exclude<Activation, string>): Found {
  return isActivation(activation)
    ? shortestActivation(activation)
    : { why: `has numbers that make no sense: ${Object.values(activation).join(' ')}` };
}

/** The number that a constant holds, once or in every place. */
export function uniformIn(constants: Constants, name: string): number | undefined {
  const values = constants.get(name)?.values;
  return values?.every((value) => value === values[0]) && values.length > 0 ? shortest(values[0]!) : undefined;
}

/** A float32 number with as few digits as tell it from all others: 0.2, and not 0.20000000298. */
export function shortest(value: number): number {
  const digits = [...Array(9).keys()].find((count) => Math.fround(Number(value.toPrecision(count + 1))) === value);
  return digits === undefined ? value : Number(value.toPrecision(digits + 1));
}

/** The operators that are activations of what they read. */
export const activationOperators: readonly string[] = [...operators.keys()];
