import { beta1, beta2 } from '../../step/adam.ts';
import {
  type Code,
  constant,
  four,
  type Lanes,
  localGet,
  localSet,
  localTee,
  moduleOf,
  single,
  sumTo,
  whileBelow,
} from './wasm-module.ts';
import { type Memory, type Module, webAssembly } from './web-assembly.ts';

/** A matrix of numbers that are updated alike: where what belongs to them lies in the kernel's memory, in bytes. */
export interface Block {
  readonly rows: number;
  readonly columns: number;
  readonly parameter: number;
  readonly firstMoment: number;
  readonly secondMoment: number;
  /** What the gradient is made of: see `RowTerms`. Terms that have a number for each row are 0 where not given. */
  readonly product: number;
  readonly scale?: number;
  readonly addend?: number;
  readonly slope?: number;
  readonly offset?: number;
}

/** Of one step: see `adamUpdate`. */
export interface Factors {
  readonly rate: number;
  readonly damping: number;
  readonly decay: number;
}

const floatBytes = Float32Array.BYTES_PER_ELEMENT;

/** @param memory what holds all blocks: the kernel reads and writes there, in place @param zero where a 0 lies in it */
export function adamKernel(memory: Memory, zero: number): (block: Block, factors: Factors) => void {
  compiled ??= { plain: compile(false), scaled: compile(true) };
  const plain = instanceOf(compiled.plain, memory);
  const scaled = instanceOf(compiled.scaled, memory);
  return (block, { rate, damping, decay }) => {
    const { rows, columns, parameter, firstMoment, secondMoment, product, scale } = block;
    const { addend, slope, offset } = block;
    const run = scale === undefined ? plain : scaled;
    const terms = [addend, slope, offset];
    run(
      ...[parameter, firstMoment, secondMoment, product, scale ?? 0],
      ...terms.map((start) => start ?? zero),
      ...terms.map((start) => (start === undefined ? 0 : floatBytes)),
      ...[(columns - (columns % 4)) * floatBytes, columns * floatBytes, parameter + rows * columns * floatBytes],
      ...[beta1, beta2, rate, damping, decay],
    );
  };
}

let compiled: { readonly plain: Module; readonly scaled: Module } | undefined;

function instanceOf(module: Module, memory: Memory): (...numbers: number[]) => void {
  return new webAssembly.Instance(module, { env: { memory } }).exports['run']!;
}

/** The function's parameters in order, and what it keeps beside them. */
const matrices = ['parameter', 'firstMoment', 'secondMoment', 'product', 'scale'] as const;
const rowTerms = ['addend', 'slope', 'offset'] as const;
const rowSteps = ['addendStep', 'slopeStep', 'offsetStep'] as const;
const sizes = ['foursBytes', 'rowBytes', 'end'] as const;
const factors = ['beta1', 'beta2', 'rate', 'damping', 'decay'] as const;
const limits = ['rowFours', 'rowEnd'] as const;
const values = [...factors, ...rowTerms, 'gradient', 'first', 'second'] as const;

const integers = [...matrices, ...rowTerms, ...rowSteps, ...sizes];
const parameters: readonly string[] = [...integers, ...factors];
const index = (name: string) => [...parameters, ...limits].indexOf(name);
const get = (name: string) => localGet(index(name));

/**
 * `adamUpdate` of step/adam.ts with a gradient in its terms, operation for operation, in one pass over memory: of every
 * row by fours, and then what is left by single numbers. As graph nodes it is ten passes and more, and most of what a
 * step of a wide network takes beside its matrix products.
 */
function compile(isScaled: boolean): Module {
  const firstValue = parameters.length + limits.length;
  const byFours = { lanes: four, firstValue };
  const bySingles = { lanes: single, firstValue: firstValue + values.length };
  const code = [
    ...setIn(byFours, factors, get),
    ...setIn(bySingles, factors, get),
    ...whileBelow(index('parameter'), index('end'), [
      ...sumTo(index('rowFours'), get('parameter'), get('foursBytes')),
      ...sumTo(index('rowEnd'), get('parameter'), get('rowBytes')),
      ...setIn(byFours, rowTerms, (name) => [...get(name), ...single.load]),
      ...setIn(bySingles, rowTerms, (name) => [...get(name), ...single.load]),
      ...whileBelow(index('parameter'), index('rowFours'), update(byFours, isScaled)),
      ...whileBelow(index('parameter'), index('rowEnd'), update(bySingles, isScaled)),
      ...rowTerms.flatMap((name, at) => sumTo(index(name), get(name), get(rowSteps[at]!))),
    ]),
  ];
  const locals = [byFours, bySingles].flatMap(({ lanes }) => values.map(() => lanes.type));
  return new webAssembly.Module(
    moduleOf(
      [...integers.map(() => 'i32' as const), ...factors.map(() => 'f32' as const)],
      [...limits.map(() => 'i32' as const), ...locals],
      code,
    ),
  );
}

/** One of the two inner loops: how wide it computes, and where its values are among the locals. */
interface Loop {
  readonly lanes: Lanes;
  readonly firstValue: number;
}

type Value = (typeof values)[number];

const localOf = ({ firstValue }: Loop, name: Value) => firstValue + values.indexOf(name);

function setIn<Name extends Value>(loop: Loop, names: readonly Name[], code: (name: Name) => Code): Code {
  return names.flatMap((name) => [...code(name), ...loop.lanes.spread, ...localSet(localOf(loop, name))]);
}

function update(loop: Loop, isScaled: boolean): Code {
  const { bytes, load, store, add, sub, mul, div, sqrt } = loop.lanes;
  const at = (name: (typeof matrices)[number]): Code => [...get(name), ...load];
  const value = (name: Value) => localGet(localOf(loop, name));
  const product = isScaled ? [...at('product'), ...value('addend'), ...add, ...at('scale'), ...mul] : at('product');
  return [
    ...[...product, ...value('slope'), ...at('parameter'), ...mul, ...add, ...value('offset'), ...add],
    ...localSet(localOf(loop, 'gradient')),
    ...get('firstMoment'),
    ...[...at('firstMoment'), ...value('beta1'), ...mul, ...value('gradient'), ...add],
    ...[...localTee(localOf(loop, 'first')), ...store],
    ...get('secondMoment'),
    ...[...at('secondMoment'), ...value('beta2'), ...mul, ...value('gradient'), ...value('gradient'), ...mul, ...add],
    ...[...localTee(localOf(loop, 'second')), ...store],
    ...get('parameter'),
    ...[...at('parameter'), ...at('parameter'), ...value('decay'), ...mul, ...sub],
    ...[...value('first'), ...value('second'), ...sqrt, ...value('damping'), ...add, ...div],
    ...[...value('rate'), ...mul, ...sub, ...store],
    ...matrices.flatMap((name) => sumTo(index(name), get(name), constant(bytes))),
  ];
}
