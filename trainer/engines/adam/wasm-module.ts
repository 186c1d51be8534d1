/** A WebAssembly module of one function over a memory that it is given, put together from instructions. */

export type ValueType = 'i32' | 'f32' | 'v128';

const valueTypes: Readonly<Record<ValueType, number>> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** Instructions one after the other, encoded. */
export type Code = readonly number[];

export const localGet = (index: number): Code => [0x20, ...unsigned(index)];
export const localSet = (index: number): Code => [0x21, ...unsigned(index)];
export const localTee = (index: number): Code => [0x22, ...unsigned(index)];

const addIntegers: Code = [0x6a];
const isBelow: Code = [0x49];

export const constant = (value: number): Code => [0x41, ...signed(value)];

/** Sets a local to the sum of two numbers. */
export const sumTo = (index: number, a: Code, b: Code): Code => [...a, ...b, ...addIntegers, ...localSet(index)];

/** Repeats `body` while the one local is below the other, both unsigned; not even once where it is not. */
export const whileBelow = (index: number, end: number, body: Code): Code => {
  const loop = [0x03, emptyBlock, ...localGet(index), ...localGet(end), ...isBelow];
  return [...loop, 0x04, emptyBlock, ...body, ...branch(1), blockEnd, blockEnd];
};

const emptyBlock = 0x40;
const blockEnd = 0x0b;
const branch = (depth: number): Code => [0x0c, ...unsigned(depth)];

/** Arithmetic on single floats, or on four at once. */
export interface Lanes {
  readonly type: 'f32' | 'v128';
  readonly bytes: number;
  readonly load: Code;
  readonly store: Code;
  readonly add: Code;
  readonly sub: Code;
  readonly mul: Code;
  readonly div: Code;
  readonly sqrt: Code;
  /** What makes of a single float as many as there are. */
  readonly spread: Code;
}

const vector = (operation: number): Code => [0xfd, ...unsigned(operation)];
/** Alignment is a hint, of which 0 promises nothing; and no offset. */
const anywhere = [0, 0];

export const single: Lanes = {
  type: 'f32',
  bytes: 4,
  load: [0x2a, ...anywhere],
  store: [0x38, ...anywhere],
  add: [0x92],
  sub: [0x93],
  mul: [0x94],
  div: [0x95],
  sqrt: [0x91],
  spread: [],
};

export const four: Lanes = {
  type: 'v128',
  bytes: 16,
  load: [...vector(0), ...anywhere],
  store: [...vector(11), ...anywhere],
  add: vector(0xe4),
  sub: vector(0xe5),
  mul: vector(0xe6),
  div: vector(0xe7),
  sqrt: vector(0xe3),
  spread: vector(0x13),
};

/**
 * @param parameters, which the function's first locals are
 * @param locals beyond them
 * @returns the module's bytes. It imports `memory` of the module `env` and exports `run`, which returns nothing.
 */
export function moduleOf(
  parameters: readonly ValueType[],
  locals: readonly ValueType[],
  body: Code,
): Uint8Array<ArrayBuffer> {
  const types = [[0x60, ...list(parameters.map((type) => [valueTypes[type]])), ...list([])]];
  const memory = [...text('env'), ...text('memory'), 0x02, 0x00, ...unsigned(1)];
  const code = [...list(locals.map((type) => [...unsigned(1), valueTypes[type]])), ...body, blockEnd];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list(types)),
    ...section(2, list([memory])),
    ...section(3, list([unsigned(0)])),
    ...section(7, list([[...text('run'), 0x00, ...unsigned(0)]])),
    ...section(10, list([sized(code)])),
  ]);
}

const section = (id: number, content: Code): Code => [id, ...sized(content)];
const sized = (content: Code): Code => [...unsigned(content.length), ...content];
const list = (items: readonly Code[]): Code => [...unsigned(items.length), ...items.flat()];
const text = (value: string): Code => sized([...new TextEncoder().encode(value)]);

/** LEB128: seven bits a byte, the lowest first. */
function unsigned(value: number): Code {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...unsigned(value >>> 7)];
}

function signed(value: number): Code {
  const low = value & 0x7f;
  const rest = value >> 7;
  const isLast = (rest === 0 && (low & 0x40) === 0) || (rest === -1 && (low & 0x40) !== 0);
  return isLast ? [low] : [low | 0x80, ...signed(rest)];
}
