import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readModel } from '../../api/index.ts';
import type { OnnxModel } from '../../onnx/index.ts';

/** Models that PyTorch, Keras, scikit-learn and onnxruntime's tools wrote, with what they answer: see PROVENANCE.md there. */
const folder = new URL('../../../test/fixtures/foreign/', import.meta.url);

/** A tensor as the scripts in `bench/peers/models` write it. */
interface StoredTensor {
  readonly type: string;
  readonly shape: readonly number[];
  /** Little-endian bytes as base64, or texts. */
  readonly data: string | readonly string[];
}

interface Reference {
  readonly inputs: Readonly<Record<string, StoredTensor>>;
  readonly outputs: Readonly<Record<string, StoredTensor>>;
}

export const foreignFixtures: readonly string[] = readdirSync(folder)
  .filter((name) => name.endsWith('.onnx'))
  .map((name) => name.slice(0, -'.onnx'.length))
  .sort();

export function readFixture(name: string): Promise<OnnxModel> {
  return readModel(fileURLToPath(new URL(`${name}.onnx`, folder)));
}

/** What onnxruntime in Python answered, and to what. */
export function referenceOf(name: string): Reference {
  return JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8')) as Reference;
}

/**
 * Runs a model on the inputs of a reference.
 * @returns for each output of the reference its largest difference from it: relative to the largest of its values where
 * that is above 1, and infinite where anything but the last digits differs
 */
export async function differences(bytes: Uint8Array, { inputs, outputs }: Reference): Promise<Record<string, number>> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    const feeds = Object.fromEntries(Object.entries(inputs).map(([name, stored]) => [name, tensorOf(stored)]));
    const answers = await session.run(feeds, Object.keys(outputs));
    return Object.fromEntries(
      Object.entries(outputs).map(([name, stored]) => [name, difference(answers[name] as Tensor, tensorOf(stored))]),
    );
  } finally {
    await session.release();
  }
}

function difference(answer: Tensor, expected: Tensor): number {
  if (answer.type !== expected.type || answer.dims.join() !== expected.dims.join()) return Number.POSITIVE_INFINITY;
  if (answer.type === 'string' || answer.type === 'int64') {
    const isSame = [...(answer.data as Iterable<unknown>)].join() === [...(expected.data as Iterable<unknown>)].join();
    return isSame ? 0 : Number.POSITIVE_INFINITY;
  }
  const wanted = numbersOf(expected);
  const scale = wanted.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1);
  return numbersOf(answer).reduce((worst, value, at) => Math.max(worst, Math.abs(value - wanted[at]!) / scale), 0);
}

function numbersOf({ type, data }: Tensor): number[] {
  if (type !== 'float16') return Array.from(data as Float32Array);
  const { buffer, byteOffset, length } = data as Uint16Array;
  return Array.from(new Uint16Array(buffer, byteOffset, length), halfToNumber);
}

function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}

function tensorOf({ type, shape, data }: StoredTensor): Tensor {
  if (typeof data !== 'string') return new Tensor('string', [...data], shape);
  const { buffer, byteOffset, byteLength } = Buffer.from(data, 'base64');
  const content = buffer.slice(byteOffset, byteOffset + byteLength);
  switch (type) {
    case 'float32':
      return new Tensor('float32', new Float32Array(content), shape);
    case 'float16':
      return new Tensor('float16', new Uint16Array(content), shape);
    case 'int64':
      return new Tensor('int64', new BigInt64Array(content), shape);
    default:
      throw new Error(`A reference holds a tensor of ${type}.`);
  }
}
