import { SecateurError } from '../../../core/essentials.ts';
import { aligned, alignment, headerBytes, mark } from './encode.ts';
import { elementBytes, isTypedArrayName, viewOn } from './typed-arrays.ts';

export interface DecodeLimits {
  /** Of the whole message. Default: 2 GB. */
  readonly maximumBytes?: number;
  /** Of its JSON text, which costs many times its length once it is read. Default: that of the whole. */
  readonly maximumJsonBytes?: number;
}

/** Deeper than anything we say; a stranger's message must not exhaust the stack. */
const maximumDepth = 100;

/**
 * The inverse of `encodeMessage`. Typed arrays are views on `bytes` (on a copy where these begin at an odd place).
 * @throws FORMAT_INVALID for bytes that no `encodeMessage` wrote, or more than the limits
 */
export function decodeMessage(bytes: Uint8Array, limits: DecodeLimits = {}): unknown {
  const { maximumBytes = 2 ** 31, maximumJsonBytes = maximumBytes } = limits;
  if (bytes.byteLength > maximumBytes) throw refused(`${bytes.byteLength} bytes are more than ${maximumBytes}`);
  if (bytes.byteLength < headerBytes) throw refused(`${bytes.byteLength} bytes are too few`);
  const jsonBytes = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  if (jsonBytes > bytes.byteLength - headerBytes) throw refused(`it ends before its text of ${jsonBytes} bytes does`);
  if (jsonBytes > maximumJsonBytes) throw refused(`a text of ${jsonBytes} bytes is more than ${maximumJsonBytes}`);
  const whole = bytes.byteOffset % alignment === 0 ? bytes : new Uint8Array(bytes);
  const reading = { bytes: whole, at: aligned(headerBytes + jsonBytes) };
  const value = unmarked(parsed(whole.subarray(headerBytes, headerBytes + jsonBytes)), reading, 0);
  if (reading.at < whole.byteLength) throw refused(`${whole.byteLength - reading.at} bytes belong to nothing`);
  return value;
}

/** `at`: where the next segment begins. Each byte belongs to one segment, so that a small message stays small. */
interface Reading {
  readonly bytes: Uint8Array;
  at: number;
}

function parsed(json: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
  } catch (cause) {
    throw refused('its text is no JSON', cause);
  }
}

function unmarked(value: unknown, reading: Reading, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > maximumDepth) throw refused(`it is more than ${maximumDepth} levels deep`);
  if (Array.isArray(value)) return value.map((item) => unmarked(item, reading, depth + 1));
  if (Object.hasOwn(value, mark)) return unmarkedSpecial(value as Special, reading, depth);
  return withItems(value, reading, depth);
}

interface Special {
  readonly [mark]: unknown;
  readonly value?: unknown;
  readonly length?: unknown;
}

function unmarkedSpecial(special: Special, reading: Reading, depth: number): unknown {
  const { [mark]: kind, value, length } = special;
  if (isTypedArrayName(kind)) {
    const at = aligned(reading.at);
    const room = Math.floor((reading.bytes.byteLength - at) / elementBytes(kind));
    if (typeof length !== 'number' || !Number.isInteger(length) || length < 0 || length > Math.max(room, 0)) {
      throw refused('it ends before its arrays do');
    }
    reading.at = at + length * elementBytes(kind);
    // An empty one at the very end would begin beyond it.
    return viewOn(kind, reading.bytes.buffer, reading.bytes.byteOffset + (length === 0 ? 0 : at), length);
  }
  if (kind === 'undefined') return undefined;
  if (kind === 'number' && typeof value === 'string' && nonFinite.has(value)) return Number(value);
  if (kind === 'bigint' && typeof value === 'string' && /^-?\d{1,100}$/.test(value)) return BigInt(value);
  if (kind === 'object' && typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return withItems(value, reading, depth);
  }
  throw refused('it marks a value as something unknown');
}

const nonFinite = new Set(['NaN', 'Infinity', '-Infinity', '-0']);

/** `fromEntries` defines properties: a name such as `__proto__` is a name and nothing else. */
function withItems(value: object, reading: Reading, depth: number): object {
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, unmarked(item, reading, depth + 1)] as const),
  );
}

function refused(why: string, cause?: unknown): SecateurError {
  return new SecateurError('FORMAT_INVALID', `This is no message of Secateur: ${why}. Reload the page.`, { cause });
}
