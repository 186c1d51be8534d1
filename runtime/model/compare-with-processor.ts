import type { Tensor } from 'onnxruntime-common';
import { messageOf, type RandomStream, randomStream, SecateurError, sizeOf } from '../../core/essentials.ts';
import type { ValueInfo } from './contract.ts';
import { valuesOf } from './model-interface.ts';
import type { Runtime, Session } from './session.ts';

/** Of the largest value: far more than rounding to half precision or to 8 bits does, far less than a wrong kernel. */
const tolerance = 0.02;

/** Rows as networks take them: standardised, then pixels. */
const magnitudes = [1, 255] as const;

/** What was found, and why it is not right, or could not be found out; `why` goes on from "this device". */
export interface AnswerCheck {
  readonly answers: 'right' | 'wrong' | 'unchecked';
  readonly why?: string;
}

/**
 * Whether an accelerator computes what the processor computes, on made-up inputs. Some do not: the WebGPU provider of
 * onnxruntime 1.30 takes some convolutions for others (microsoft/onnxruntime#29651), without an error.
 * @param openProcessor the same model on the processor, by the same library; released here
 */
export async function compareWithProcessor(
  runtime: Runtime,
  accelerator: Session,
  openProcessor: () => Promise<Session>,
): Promise<AnswerCheck> {
  let processor: Session;
  try {
    processor = await openProcessor();
  } catch (error) {
    return { answers: 'unchecked', why: `the processor does not take the model (${messageOf(error)})` };
  }
  try {
    return await compareSessions(runtime, accelerator, processor);
  } finally {
    await processor.release();
  }
}

async function compareSessions(runtime: Runtime, accelerator: Session, processor: Session): Promise<AnswerCheck> {
  const inputs = valuesOf(processor.inputMetadata);
  const outputs = valuesOf(processor.outputMetadata).flatMap((output) => (output.type ? output.name : []));
  const random = randomStream(1, 'compare with processor');
  for (const magnitude of magnitudes) {
    let expected: Readonly<Record<string, Tensor>>;
    let feeds: Record<string, Tensor>;
    try {
      feeds = Object.fromEntries(inputs.map((input) => [input.name, madeUp(input, runtime, random, magnitude)]));
      expected = await processor.run(feeds, outputs);
    } catch (error) {
      return { answers: 'unchecked', why: `no inputs could be made up for it (${messageOf(error)})` };
    }
    let actual: Readonly<Record<string, Tensor>>;
    try {
      actual = await accelerator.run(feeds, outputs);
    } catch (error) {
      return { answers: 'wrong', why: `gives no answer where the processor does (${messageOf(error)})` };
    }
    if (!outputs.some((output) => numbersOf(expected[output]!))) {
      return { answers: 'unchecked', why: 'none of its outputs has fractions' };
    }
    for (const output of outputs) {
      const difference = differenceOf(actual[output]!, expected[output]!);
      if (difference === undefined) continue;
      return {
        answers: 'wrong',
        why: `computes something else than the processor: output '${output}' differs by ${difference}`,
      };
    }
  }
  return { answers: 'right' };
}

function madeUp({ type, dims }: ValueInfo, runtime: Runtime, random: RandomStream, magnitude: number): Tensor {
  const shape = dims.map((dimension, axis) => (typeof dimension === 'number' ? dimension : axis === 0 ? 2 : 1));
  const size = sizeOf(shape);
  const whole = () => random.uint32() % 2;
  switch (type) {
    case 'float32':
      return new runtime.Tensor(
        type,
        Float32Array.from({ length: size }, () => magnitude * random.uniform()),
        shape,
      );
    case 'float16': {
      // 0, and 1 or 255, in half precision.
      const most = magnitude === 1 ? 0x3c00 : 0x5bf8;
      return new runtime.Tensor(
        type,
        Uint16Array.from({ length: size }, () => most * whole()),
        shape,
      );
    }
    case 'int64':
      return new runtime.Tensor(
        type,
        BigInt64Array.from({ length: size }, () => BigInt(whole())),
        shape,
      );
    case 'int32':
      return new runtime.Tensor(type, Int32Array.from({ length: size }, whole), shape);
    case 'uint8':
    case 'bool':
      return new runtime.Tensor(type, Uint8Array.from({ length: size }, whole), shape);
    default:
      throw new SecateurError('UNSUPPORTED', `values of type ${type ?? 'sequence or map'}`);
  }
}

function differenceOf(actual: Tensor, expected: Tensor): string | undefined {
  const [own, right] = [numbersOf(actual), numbersOf(expected)];
  if (!right) return undefined;
  let [largest, difference] = [0, 0];
  for (let at = 0; at < right.length; at++) {
    const value = right[at]!;
    if (Number.isFinite(value)) largest = Math.max(largest, Math.abs(value));
    difference = Math.max(difference, gap(own?.[at] ?? Number.NaN, value));
  }
  if (difference <= tolerance * largest + 1e-6) return undefined;
  return `${difference.toPrecision(3)} where values reach ${largest.toPrecision(3)}`;
}

/** Undefined of whole numbers: what they count may turn on the last bit of something else. */
function numbersOf({ type, data }: Tensor): ArrayLike<number> | undefined {
  if (type === 'float32' || type === 'float64') return data as Float32Array | Float64Array;
  if (type !== 'float16') return undefined;
  // Bits, where there is no array of halves.
  return data instanceof Uint16Array ? Array.from(data, fromHalf) : (data as unknown as Float32Array);
}

/** But for the smallest; what is no number is a large one, and the same for both. */
function fromHalf(bits: number): number {
  const rest = bits & 0x7fff;
  const size = rest && ((rest & 1023) + 1024) * 2 ** ((rest >> 10) - 25);
  return bits === rest ? size : -size;
}

/** What the processor leaves undefined, an accelerator may as well. */
function gap(own: number, right: number): number {
  if (own === right || !Number.isFinite(right)) return 0;
  return Number.isFinite(own) ? Math.abs(own - right) : Number.POSITIVE_INFINITY;
}
