/** Activations that need no number to be known. */
export const namedActivations = [
  'relu',
  'relu6',
  'leaky',
  'elu',
  'selu',
  'silu',
  'gelu',
  'tanhgelu',
  'quickgelu',
  'mish',
  'hardswish',
  'tanh',
  'sigmoid',
  'hardsigmoid',
  'softplus',
  'softsign',
  'identity',
] as const;
export type NamedActivation = (typeof namedActivations)[number];

/** x above 0, and `slope` times x below. */
export interface LeakyActivation {
  readonly name: 'leaky';
  readonly slope: number;
}

/** x above 0, and alpha (exp(x) - 1) below. */
export interface EluActivation {
  readonly name: 'elu';
  readonly alpha: number;
}

/** x, but at least `low` and at most `high`. */
export interface ClipActivation {
  readonly name: 'clip';
  readonly low: number;
  readonly high: number;
}

/** slope x + offset, but at least 0 and at most 1. */
export interface HardSigmoidActivation {
  readonly name: 'hardsigmoid';
  readonly slope: number;
  readonly offset: number;
}

/** x above 0, and of every unit or channel its own one of `slopes` times x below; they are cut with the units. */
export interface PReluActivation {
  readonly name: 'prelu';
  readonly slopes: readonly number[];
}

/** Those with a number or two for all units. */
export type ParameterisedActivation = LeakyActivation | EluActivation | ClipActivation | HardSigmoidActivation;

/** One for all units. */
export type UnitActivation = NamedActivation | ParameterisedActivation;

/** What follows a layer's weighted sums, element by element. */
export type Activation = UnitActivation | PReluActivation;

/** The names of those with numbers, and what the numbers are called, in the order in which they are written. */
const activationNumbers = {
  leaky: ['slope'],
  elu: ['alpha'],
  clip: ['low', 'high'],
  hardsigmoid: ['slope', 'offset'],
} as const satisfies { readonly [A in ParameterisedActivation as A['name']]: readonly Exclude<keyof A, 'name'>[] };

/** The numbers behind names: `leaky` is a slope of .01, and so on. */
const usualNumbers: Partial<Record<NamedActivation, ParameterisedActivation>> = {
  leaky: { name: 'leaky', slope: 0.01 },
  elu: { name: 'elu', alpha: 1 },
  relu6: { name: 'clip', low: 0, high: 6 },
  hardsigmoid: { name: 'hardsigmoid', slope: 1 / 6, offset: 0.5 },
};

/** An activation with its numbers, where a name stands for some. */
export function withNumbers<A extends Activation>(activation: A): A | UnitActivation {
  return typeof activation === 'string' ? (usualNumbers[activation as NamedActivation] ?? activation) : activation;
}

/** The activation of one unit of a layer. */
export function ofUnit(activation: Activation, unit: number): UnitActivation {
  return isPerUnit(activation) ? { name: 'leaky', slope: activation.slopes[unit]! } : activation;
}

/** The activation of some of a layer's units, in the order in which they are listed. */
export function ofUnits(activation: Activation, units: readonly number[]): Activation {
  return isPerUnit(activation) ? { ...activation, slopes: units.map((unit) => activation.slopes[unit]!) } : activation;
}

/** Whether the units of a layer have activations of their own. */
export function isPerUnit(activation: Activation): activation is PReluActivation {
  return typeof activation !== 'string' && activation.name === 'prelu';
}

/** The shortest way to say an activation: by its name where the numbers are the usual ones to the precision of float32. */
export function shortestActivation(activation: Activation): Activation {
  if (typeof activation === 'string' || isPerUnit(activation)) return activation;
  const text = (one: ParameterisedActivation) => [one.name, ...numbersOf(one).map(Math.fround)].join();
  const known = Object.entries(usualNumbers).find(([, usual]) => text(usual) === text(activation));
  return known ? (known[0] as NamedActivation) : activation;
}

function numbersOf(activation: ParameterisedActivation | PReluActivation): readonly number[] {
  if (isPerUnit(activation)) return activation.slopes;
  const values = activation as unknown as Readonly<Record<string, number>>;
  return activationNumbers[activation.name].map((key) => values[key]!);
}

/** As many slopes are written out; of more only how many there are. */
const mostSlopes = 6;

/** `relu`, or with its numbers `leaky(0.2)`; many slopes as `prelu(64 slopes)`. */
export function formatActivation(activation: Activation): string {
  if (typeof activation === 'string') return activation;
  const numbers = numbersOf(activation);
  return `${activation.name}(${numbers.length > mostSlopes ? `${numbers.length} slopes` : numbers.join(',')})`;
}

/** The inverse of `formatActivation`; undefined where there is no such activation, or slopes are only counted. */
export function parseActivation(text: string): Activation | undefined {
  const [, name = '', inside] = /^([a-z0-9]+)(?:\(([^()]*)\))?$/.exec(text) ?? [];
  if (inside === undefined) return namedActivations.find((known) => known === name);
  const numbers = inside.split(',').map((number) => (number.trim() === '' ? Number.NaN : Number(number)));
  if (name === 'prelu') return checked({ name, slopes: numbers });
  if (!Object.hasOwn(activationNumbers, name)) return undefined;
  const keys: readonly string[] = activationNumbers[name as keyof typeof activationNumbers];
  if (numbers.length !== keys.length) return undefined;
  return checked({ name, ...Object.fromEntries(keys.map((key, at) => [key, numbers[at]])) } as ParameterisedActivation);
}

function checked<A extends ParameterisedActivation | PReluActivation>(activation: A): A | undefined {
  return isActivation(activation) ? activation : undefined;
}

/** Whether the numbers make sense: they are finite, and bounds are in order. */
export function isActivation(activation: ParameterisedActivation | PReluActivation): boolean {
  const isOrdered = activation.name !== 'clip' || activation.low < activation.high;
  return isOrdered && numbersOf(activation).every(Number.isFinite);
}

export function isSameActivation(one: Activation, other: Activation): boolean {
  const text = (activation: Activation) =>
    typeof activation === 'string' ? activation : [activation.name, ...numbersOf(activation)].join();
  return text(one) === text(other);
}

/** What a unit puts out when its group is at the spike. */
export function activationAtZero(activation: Activation): number {
  const full = withNumbers(activation);
  if (full === 'sigmoid') return 0.5;
  if (full === 'softplus') return Math.LN2;
  if (typeof full === 'string') return 0;
  switch (full.name) {
    case 'clip':
      return Math.min(Math.max(0, full.low), full.high);
    case 'hardsigmoid':
      return Math.min(Math.max(0, full.offset), 1);
    case 'leaky':
    case 'prelu':
    case 'elu':
      return 0;
    default:
      return full satisfies never;
  }
}

/** Whether an activation keeps the order of numbers, so that the largest stays the largest. */
export function isRising(activation: Activation): boolean {
  const full = withNumbers(activation);
  if (typeof full !== 'string') {
    if (full.name === 'clip') return true;
    if (full.name === 'prelu') return full.slopes.every((slope) => slope >= 0);
    return (full.name === 'elu' ? full.alpha : full.slope) >= 0;
  }
  return !['silu', 'gelu', 'tanhgelu', 'quickgelu', 'mish', 'hardswish'].includes(full);
}

/** Whether an activation is known to put out nothing below 0. */
export function isNonNegative(activation: Activation): boolean {
  const full = withNumbers(activation);
  if (typeof full === 'string') return full === 'relu' || full === 'sigmoid' || full === 'softplus';
  return full.name === 'hardsigmoid' || (full.name === 'clip' && full.low >= 0);
}
