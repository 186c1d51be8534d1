import {
  type Activation,
  graph,
  isActivation,
  namedActivations,
  type ParameterisedActivation,
  shortestActivation,
} from '../../core/index.ts';
import type { OnnxNode } from '../model.ts';
import { isStandard } from '../walk.ts';
import { activationOf, isActivationOperator, isRefused, uniformIn } from './activation-of.ts';
import type { Surroundings } from './surroundings.ts';

/** Several nodes that compute an activation of one value. */
export interface Spelled {
  readonly input: string;
  readonly activation: Activation | Slopes;
  readonly nodes: readonly OnnxNode[];
}

/** Of a constant that has a number for each channel, the slope that each of them makes below 0. */
export interface Slopes {
  readonly constant: string;
  readonly byNumber: ReadonlyMap<number, number>;
}

/** gelu by tanh takes 8. */
const mostNodes = 12;
/** Of one value; a hostile file can have any number of them. */
const mostReaders = 32;

/**
 * Activations that a file spells out, as exporters do where an opset has no operator for them. Whatever the spelling, it is
 * known by what it computes: number by number, at many places.
 * @param input what the nodes begin with
 * @param effort how many slopes may still be looked for in the file
 * @returns the most nodes after `input` that are an activation together, of which others read only the last
 */
export function spelledActivation(input: string, around: Surroundings, effort: { left: number }): Spelled | undefined {
  let found: Spelled | undefined;
  const nodes: OnnxNode[] = [];
  const values = new Map([[input, Float64Array.from(fewPlaces)]]);
  const given: Given = new Map();
  const pending = [...around.readers(input)];
  while (nodes.length < mostNodes && pending.length < mostReaders) {
    const at = pending.findIndex((node) => noteValues(node, values, around, given));
    if (at === -1) break;
    const [node] = pending.splice(at, 1) as [OnnxNode];
    const output = node.outputs[0]!;
    nodes.push(node);
    pending.push(...around.readers(output).filter((reader) => !pending.includes(reader)));
    if (nodes.length === 1 || !isClosed(nodes, around) || !hasMatch(values.get(output)!)) continue;
    // Bounds and bends lie where the constants are: look beyond them before it is believed.
    const places = Float64Array.from([...manyPlaces, ...nodes.flatMap((each) => placesAround(each, around))]);
    const valuesWith = (numbers: Given) => {
      const precise = new Map([[input, places]]);
      for (const each of nodes) noteValues(each, precise, around, numbers);
      return precise.get(output)!;
    };
    const [constant] = given.keys();
    const activation =
      constant === undefined
        ? matching(places, valuesWith(given))
        : slopesBy(constant, around, effort, places, (number) => valuesWith(new Map([[constant, number]])));
    if (activation) found = { input, activation, nodes: [...nodes] };
  }
  return found;
}

/** One of its numbers for a constant that holds several: what is computed is then that of one channel. */
type Given = Map<string, number>;

function slopesBy(
  constant: string,
  { constants }: Surroundings,
  effort: { left: number },
  places: Float64Array,
  valuesWith: (number: number) => Float64Array,
): Slopes | undefined {
  const numbers = new Set(constants.get(constant)!.values);
  if (numbers.size > effort.left) return undefined;
  effort.left -= numbers.size;
  const byNumber = new Map<number, number>();
  for (const number of numbers) {
    const values = valuesWith(number);
    const slope = -values[places.indexOf(-1)]!;
    const leaky: Activation = { name: 'leaky', slope };
    if (!isActivation(leaky) || !isSame(places, applied(leaky, places), values)) return undefined;
    byNumber.set(number, slope);
  }
  return { constant, byNumber };
}

/** Adds what a node makes of values that are known; false where that cannot be computed, or is known. */
function noteValues(node: OnnxNode, values: Map<string, Float64Array>, around: Surroundings, given: Given): boolean {
  const [output = ''] = node.outputs;
  const numbers = values.has(output) ? undefined : numbersOf(node, around, given);
  const result = numbers && compute(node, values, around, numbers);
  if (!result) return false;
  values.set(output, result);
  for (const [name, number] of numbers) given.set(name, number);
  return true;
}

/** What is given, and of a constant of several numbers that the node reads the first, where that is the only such constant. */
function numbersOf({ inputs }: OnnxNode, { constants }: Surroundings, given: Given): Given {
  const several = inputs.find((name) => uniformIn(constants, name) === undefined && constants.get(name)?.values.length);
  if (several === undefined || given.size > 0) return given;
  return new Map([[several, constants.get(several)!.values[0]!]]);
}

/** Enough to tell most functions from activations at little cost; both begin with them. */
const fewPlaces: readonly number[] = [-80, -40, -1, 0, 1, 40, 80, -0.37, 0.61];
/** Ever closer to 0, where a threshold may hide. */
const smallPlaces = Array.from({ length: 18 }, (_, at) => 2 ** -(at + 1)).flatMap((place) => [-place, place]);
const manyPlaces = [
  ...fewPlaces,
  ...smallPlaces,
  ...Array.from({ length: 161 }, (_, at) => (at - 80) / 8 + (at % 3) / 100),
];

function placesAround(node: OnnxNode, { constants }: Surroundings): number[] {
  const numbers = node.inputs.flatMap((name) => (constants.has(name) ? (uniformIn(constants, name) ?? []) : []));
  return numbers
    .flatMap((value) => [value, 1 / value].flatMap((each) => [-2 * each, 2 * each]))
    .filter(Number.isFinite);
}

/** Whether what all but the last make is read by these alone. */
function isClosed(nodes: readonly OnnxNode[], { readers, isOutput }: Surroundings): boolean {
  return nodes.slice(0, -1).every(({ outputs }) => {
    const [name] = outputs as [string];
    return !isOutput(name) && readers(name).every((node) => nodes.includes(node));
  });
}

type Compute = (...operands: number[]) => number;

const arithmetic: ReadonlyMap<string, Compute> = new Map<string, Compute>([
  ['Add', (a, b) => a! + b!],
  ['Sub', (a, b) => a! - b!],
  ['Mul', (a, b) => a! * b!],
  ['Div', (a, b) => a! / b!],
  ['Pow', (a, b) => a! ** b!],
  ['Max', (a, b) => Math.max(a!, b!)],
  ['Min', (a, b) => Math.min(a!, b!)],
  ['Neg', (a) => -a!],
  ['Abs', (a) => Math.abs(a!)],
  ['Sqrt', (a) => Math.sqrt(a!)],
  ['Exp', (a) => Math.exp(a!)],
  ['Log', (a) => Math.log(a!)],
  ['Reciprocal', (a) => 1 / a!],
  ['Greater', (a, b) => Number(a! > b!)],
  ['GreaterOrEqual', (a, b) => Number(a! >= b!)],
  ['Less', (a, b) => Number(a! < b!)],
  ['LessOrEqual', (a, b) => Number(a! <= b!)],
  ['Where', (condition, a, b) => (condition ? a! : b!)],
]);

/** Whether a node makes a number of each number, as far as its operator tells. */
export function isElementwise(node: OnnxNode): boolean {
  return isActivationOperator(node) || (isStandard(node) && (arithmetic.has(node.opType) || node.opType === 'Erf'));
}

/** What a node makes at every place; undefined where that is not known, or is more than a number for a number. */
function compute(
  node: OnnxNode,
  values: ReadonlyMap<string, Float64Array>,
  around: Surroundings,
  given: Given,
): Float64Array | undefined {
  const { constants } = around;
  const known = node.inputs.find((name) => values.has(name));
  const operation = isStandard(node) ? arithmetic.get(node.opType) : undefined;
  if (known === undefined || node.outputs.length !== 1) return undefined;
  const source = values.get(known)!;
  if (node.opType === 'Erf' && isStandard(node)) return graph.evaluate([graph.erf(graph.constant(source))])[0];
  if (!operation) {
    if (!isActivationOperator(node) || known !== node.inputs[0]) return undefined;
    const activation = activationOf(node, constants);
    return isRefused(activation) ? undefined : applied(activation, source);
  }
  if (node.inputs.length > operation.length) return undefined;
  const operands = node.inputs.map((name) => values.get(name) ?? given.get(name) ?? uniformIn(constants, name));
  if (operands.some((operand) => operand === undefined)) return undefined;
  return source.map((_, at) =>
    operation(...operands.map((operand) => (typeof operand === 'number' ? operand : operand![at]!))),
  );
}

function applied(activation: Activation, values: Float64Array): Float64Array {
  return graph.evaluate([graph.activate(graph.constant(values), activation)])[0]!;
}

/** Whether some activation has these values at the few places. */
function hasMatch(values: Float64Array): boolean {
  namedAtFew ??= namedActivations
    .filter((name) => name !== 'identity')
    .map((name) => applied(name, Float64Array.from(fewPlaces)));
  const isNamed = namedAtFew.some((own) => isSame(fewPlaces, own, values));
  return (
    isNamed ||
    withNumbersAt(values).some((own) => isSame(fewPlaces, applied(own, Float64Array.from(fewPlaces)), values))
  );
}

let namedAtFew: readonly Float64Array[] | undefined;

/** The activation that has these values at these places. */
function matching(places: Float64Array, values: Float64Array): Activation | undefined {
  const candidates = [...namedActivations.filter((name) => name !== 'identity'), ...withNumbersAt(values)];
  const found = candidates.find((candidate) => isSame(places, applied(candidate, places), values));
  return found && shortestActivation(found);
}

/** Constants in files have seven digits. */
function isSame(places: ArrayLike<number>, one: Float64Array, other: Float64Array): boolean {
  return one.every((value, at) => Math.abs(value - other[at]!) <= 2e-6 * (1 + Math.abs(places[at]!)));
}

/** Those with numbers that values at the few places (and maybe others behind them) could be of. */
function withNumbersAt([
  lowest,
  low,
  atMinusOne,
  atZero,
  atOne,
  high,
  highest,
]: Float64Array): ParameterisedActivation[] {
  const candidates: ParameterisedActivation[] = [];
  if (Math.abs(highest! - 80) < 1e-3) {
    candidates.push({ name: 'leaky', slope: -atMinusOne! });
    if (Math.abs(lowest! - low!) < 1e-3) candidates.push({ name: 'elu', alpha: -low! });
  } else if (lowest === low && high === highest) {
    candidates.push({ name: 'clip', low: lowest!, high: highest! });
    candidates.push({ name: 'hardsigmoid', slope: (atOne! - atMinusOne!) / 2, offset: atZero! });
  }
  return candidates.filter(isActivation);
}
