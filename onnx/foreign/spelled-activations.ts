import {
  type Activation,
  activationAt,
  graph,
  isActivation,
  namedActivations,
  shortestActivation,
} from '../../core/index.ts';
import type { OnnxNode } from '../model.ts';
import { isStandard } from '../walk.ts';
import { activationOf, isActivationOperator, isRefused, uniformIn } from './activation-of.ts';
import type { Surroundings } from './surroundings.ts';

/** Several nodes that compute an activation of one value. */
export interface Spelled {
  readonly input: string;
  readonly activation: Activation;
  readonly nodes: readonly OnnxNode[];
}

/** gelu by tanh takes 8. */
const mostNodes = 12;
/** Of one value; a hostile file can have any number of them. */
const mostReaders = 32;

/**
 * Activations that a file spells out, as exporters do where an opset has no operator for them. Whatever the spelling, it is
 * known by what it computes: number by number, at many places.
 * @param input what the nodes begin with
 * @returns the most nodes after `input` that are an activation together, of which others read only the last
 */
export function spelledActivation(input: string, around: Surroundings): Spelled | undefined {
  let found: Spelled | undefined;
  const nodes: OnnxNode[] = [];
  const values = new Map<string, Float64Array>();
  const places = [...usualPlaces];
  const pending = [...around.readers(input)];
  const computeAll = () => {
    values.set(input, Float64Array.from(places));
    return nodes.every((node) => {
      const result = compute(node, values, around);
      if (result) values.set(node.outputs[0]!, result);
      return result !== undefined;
    });
  };
  values.set(input, Float64Array.from(places));
  while (nodes.length < mostNodes && pending.length < mostReaders) {
    const at = pending.findIndex((node) => !nodes.includes(node) && compute(node, values, around) !== undefined);
    if (at === -1) break;
    const [node] = pending.splice(at, 1) as [OnnxNode];
    nodes.push(node);
    values.set(node.outputs[0]!, compute(node, values, around)!);
    pending.push(...around.readers(node.outputs[0]!));
    if (nodes.length === 1 || !isClosed(nodes, around)) continue;
    const output = node.outputs[0]!;
    if (!matching(places, values.get(output)!)) continue;
    // Bounds and bends lie where the constants are: look beyond them before it is believed.
    places.push(...nodes.flatMap((each) => placesAround(each, around)));
    const activation = computeAll() ? matching(places, values.get(output)!) : undefined;
    if (activation) found = { input, activation, nodes: [...nodes] };
  }
  return found;
}

const usualPlaces: readonly number[] = Array.from({ length: 161 }, (_, at) => (at - 80) / 8 + (at % 3) / 100).concat([
  -80, -40, -20, -1, 0, 1, 20, 40, 80,
]);

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
  ['Identity', (a) => a!],
  ['Greater', (a, b) => Number(a! > b!)],
  ['GreaterOrEqual', (a, b) => Number(a! >= b!)],
  ['Less', (a, b) => Number(a! < b!)],
  ['LessOrEqual', (a, b) => Number(a! <= b!)],
  ['Where', (condition, a, b) => (condition ? a! : b!)],
]);

/** What a node makes at every place; undefined where that is not known, or is more than a number for a number. */
function compute(
  node: OnnxNode,
  values: ReadonlyMap<string, Float64Array>,
  around: Surroundings,
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
  const operands = node.inputs.map((name) => values.get(name) ?? uniformIn(constants, name));
  if (operands.some((operand) => operand === undefined)) return undefined;
  return source.map((_, at) =>
    operation(...operands.map((operand) => (typeof operand === 'number' ? operand : operand![at]!))),
  );
}

function applied(activation: Activation, values: Float64Array): Float64Array {
  return graph.evaluate([graph.activate(graph.constant(values), activation)])[0]!;
}

/** The activation that has these values at these places. */
function matching(places: readonly number[], values: Float64Array): Activation | undefined {
  const valueAt = (place: number) => values[places.indexOf(place)]!;
  const candidates: Activation[] = [
    ...namedActivations.filter((name) => name !== 'identity'),
    ...(
      [
        { name: 'leaky', slope: -valueAt(-1) },
        { name: 'elu', alpha: -valueAt(-40) },
        { name: 'clip', low: valueAt(-80), high: valueAt(80) },
        { name: 'hardsigmoid', slope: (valueAt(1) - valueAt(-1)) / 2, offset: valueAt(0) },
      ] as const
    ).filter(isActivation),
  ];
  const isMatch = (activation: Activation) => {
    const agrees = (place: number, at: number) =>
      Math.abs(activationAt(activation, place) - values[at]!) <= 2e-6 * (1 + Math.abs(place));
    // Most are refused at the first places already.
    if (!places.slice(70, 76).every((place, at) => agrees(place, at + 70))) return false;
    const all = applied(activation, Float64Array.from(places));
    return all.every((value, at) => Math.abs(value - values[at]!) <= 2e-6 * (1 + Math.abs(places[at]!)));
  };
  const found = candidates.find(isMatch);
  return found && shortestActivation(found);
}
