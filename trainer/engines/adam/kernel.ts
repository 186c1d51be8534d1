import { beta1, beta2 } from '../../step/adam.ts';
import {
  advance,
  type Code,
  four,
  type Lanes,
  localGet,
  localSet,
  localTee,
  moduleOf,
  single,
  whileBelow,
} from './wasm-module.ts';
import { type Memory, type Module, webAssembly } from './web-assembly.ts';

/** Where numbers that are updated alike lie in the kernel's memory, in bytes, and how many they are. */
export interface Stretch {
  readonly parameter: number;
  readonly firstMoment: number;
  readonly secondMoment: number;
  readonly gradient: number;
  readonly count: number;
}

/** Of one step: see `adamUpdate`. */
export interface StepFactors {
  readonly rate: number;
  readonly damping: number;
  readonly decay: number;
}

/**
 * `adamUpdate` of step/adam.ts, operation for operation, in one pass over memory: as graph nodes it is ten, and most of
 * what a step of a wide network takes beside its matrix products.
 * @param memory what holds all stretches: the kernel reads and writes there, in place
 */
export function adamKernel(memory: Memory): (stretch: Stretch, factors: StepFactors) => void {
  compiled ??= new webAssembly.Module(encodeKernel());
  const run = new webAssembly.Instance(compiled, { env: { memory } }).exports['run']!;
  return ({ parameter, firstMoment, secondMoment, gradient, count }, { rate, damping, decay }) => {
    const inFours = parameter + (count - (count % 4)) * Float32Array.BYTES_PER_ELEMENT;
    const end = parameter + count * Float32Array.BYTES_PER_ELEMENT;
    run(parameter, firstMoment, secondMoment, gradient, inFours, end, beta1, beta2, rate, damping, decay);
  };
}

let compiled: Module | undefined;

/** The function's parameters, in order, and after them what each of its two loops keeps. */
const pointers = { parameter: 0, firstMoment: 1, secondMoment: 2, gradient: 3 };
const limits = { inFours: 4, end: 5 };
const factors = { beta1: 6, beta2: 7, rate: 8, damping: 9, decay: 10 };
const kept = { beta1: 0, beta2: 1, rate: 2, damping: 3, decay: 4, first: 5, second: 6 };
const keptCount = Object.keys(kept).length;
const firstKept = 11;

function encodeKernel(): Uint8Array<ArrayBuffer> {
  const integers = Array.from({ length: 6 }, () => 'i32' as const);
  const floats = Object.keys(factors).map(() => 'f32' as const);
  const locals = [four, single].flatMap(({ type }) => Array.from({ length: keptCount }, () => type));
  return moduleOf([...integers, ...floats], locals, [
    ...updateUntil(limits.inFours, four, firstKept),
    ...updateUntil(limits.end, single, firstKept + keptCount),
  ]);
}

function updateUntil(limit: number, lanes: Lanes, firstLocal: number): Code {
  const { bytes, load, store, add, sub, mul, div, sqrt, spread } = lanes;
  const local = (name: keyof typeof kept) => firstLocal + kept[name];
  const get = (name: keyof typeof kept) => localGet(local(name));
  const at = (name: keyof typeof pointers): Code => [...localGet(pointers[name]), ...load];
  const gradient = at('gradient');
  const names = Object.keys(factors) as (keyof typeof factors)[];
  return [
    ...names.flatMap((name) => [...localGet(factors[name]), ...spread, ...localSet(local(name))]),
    ...whileBelow(pointers.parameter, limit, [
      ...localGet(pointers.firstMoment),
      ...[...at('firstMoment'), ...get('beta1'), ...mul, ...gradient, ...add],
      ...[...localTee(local('first')), ...store],
      ...localGet(pointers.secondMoment),
      ...[...at('secondMoment'), ...get('beta2'), ...mul, ...gradient, ...gradient, ...mul, ...add],
      ...[...localTee(local('second')), ...store],
      ...localGet(pointers.parameter),
      ...[...at('parameter'), ...at('parameter'), ...get('decay'), ...mul, ...sub],
      ...[...get('first'), ...get('second'), ...sqrt, ...get('damping'), ...add, ...div, ...get('rate'), ...mul],
      ...[...sub, ...store],
      ...Object.values(pointers).flatMap((pointer) => advance(pointer, bytes)),
    ]),
  ];
}
