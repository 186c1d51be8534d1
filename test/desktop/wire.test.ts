import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isSecateurError } from '../../core/index.ts';
import { decodeMessage, encodeMessage } from '../../desktop/shared/index.ts';

const typedArray = fc.oneof(
  fc.uint8Array(),
  fc.int16Array(),
  fc.uint32Array(),
  fc.float32Array(),
  fc.float64Array(),
  fc.bigInt64Array(),
);
/** Names that could be taken for marks or for prototypes among them. */
const name = fc.oneof(fc.string(), fc.constantFrom('$', '__proto__', 'constructor', 'toString', 'length'));
const { message } = fc.letrec((tie) => ({
  message: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(fc.double(), fc.integer(), fc.constantFrom(-0, Number.NaN, Number.POSITIVE_INFINITY)),
    fc.oneof(fc.string({ unit: 'grapheme' }), fc.boolean(), fc.constantFrom(null, undefined), fc.bigInt()),
    typedArray,
    fc.array(tie('message')),
    fc.array(fc.tuple(name, tie('message'))).map((entries) => Object.fromEntries(entries)),
  ),
}));

/** What arrives: properties that are undefined do not. */
function arrived(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(arrived);
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([key, item]) => [key, arrived(item)]));
}

describe('messages as bytes', () => {
  test('arrive as they were sent, whatever is in them', () => {
    fc.assert(
      fc.property(message, (sent) => {
        expect(decodeMessage(encodeMessage(sent))).toEqual(arrived(sent));
      }),
      { numRuns: 500 },
    );
  });

  test('arrive at any place in memory', () => {
    fc.assert(
      fc.property(typedArray, fc.integer({ min: 0, max: 9 }), (array, shift) => {
        const bytes = encodeMessage({ array, more: [array] });
        const moved = new Uint8Array(bytes.length + shift);
        moved.set(bytes, shift);
        expect(decodeMessage(moved.subarray(shift))).toEqual({ array, more: [array] });
        // A buffer of Node, whose own slice would be a view.
        expect(decodeMessage(Buffer.from(moved.buffer).subarray(shift))).toEqual({ array, more: [array] });
      }),
    );
  });

  test('are refused with a typed error when they are torn, and never anything else', () => {
    fc.assert(
      fc.property(message, fc.infiniteStream(fc.nat()), fc.integer({ min: 1, max: 8 }), (sent, numbers, changes) => {
        const random = (below: number) => numbers.next().value! % below;
        const whole = encodeMessage(sent);
        const torn = whole.slice(0, random(3) === 0 ? random(whole.length) : whole.length);
        for (let change = 0; change < changes && torn.length > 0; change++) torn[random(torn.length)] = random(256);
        expectRefusedOrRead(torn);
      }),
      { numRuns: 2000 },
    );
  });

  test('are refused when they claim more than they bring', () => {
    const claims = [
      { $: 'Float64Array', length: 1 },
      { $: 'Uint8Array', length: 1e15 },
      { $: 'Uint8Array', length: -1 },
      { $: 'Uint8Array', length: 1.5 },
      { $: 'Float16Array', length: 0 },
      { $: 'constructor', length: 0 },
      { $: 'number', value: '1e400' },
      { $: 'bigint', value: '9'.repeat(101) },
      { $: 'object', value: [] },
      { $: null },
    ];
    for (const claim of claims) expect(() => decodeMessage(withText(JSON.stringify(claim)))).toThrow(/no message/);
  });

  test('let no byte stand for two arrays, and none for nothing', () => {
    const two = `[{"$":"Uint8Array","length":8},{"$":"Uint8Array","length":8}]`;
    expect(() => decodeMessage(withText(two, new Uint8Array(8)))).toThrow(/ends before its arrays/);
    expect(() => decodeMessage(withText('1', new Uint8Array(8)))).toThrow(/belong to nothing/);
  });

  test('do not exhaust the stack, and keep to their limits', () => {
    const deep = '['.repeat(1e5) + ']'.repeat(1e5);
    expect(() => decodeMessage(withText(deep))).toThrow(/levels deep/);
    expect(() => decodeMessage(withText('"long"'), { maximumJsonBytes: 5 })).toThrow(/more than 5/);
    expect(() => decodeMessage(encodeMessage(new Uint8Array(100)), { maximumBytes: 99 })).toThrow(/more than 99/);
  });

  test('cannot be made of what only looks like data', () => {
    for (const value of [() => 1, Symbol('s'), new Map(), new Date(), new DataView(new ArrayBuffer(1))]) {
      expect(() => encodeMessage({ value })).toThrow(TypeError);
    }
  });
});

function expectRefusedOrRead(bytes: Uint8Array): void {
  try {
    decodeMessage(bytes);
  } catch (error) {
    expect(isSecateurError(error) && error.code).toBe('FORMAT_INVALID');
  }
}

function withText(text: string, body = new Uint8Array(0)): Uint8Array {
  const json = new TextEncoder().encode(text);
  const bodyAt = Math.ceil((4 + json.length) / 8) * 8;
  const bytes = new Uint8Array(bodyAt + body.length);
  new DataView(bytes.buffer).setUint32(0, json.length, true);
  bytes.set(json, 4);
  bytes.set(body, bodyAt);
  return bytes;
}
