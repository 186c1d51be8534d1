import type { Tensor } from 'onnxruntime-common';
import { messageOf, type RandomStream, randomStream, SecateurError } from '../core/essentials.ts';
import type { ValueInfo } from './contract.ts';
import { valuesOf } from './model-interface.ts';
import type { Runtime, Session } from './session.ts';

/** Of the largest value: far more than rounding to half precision or to 8 bits does, far less than a wrong kernel. */
const tolerance = 0.02;

/** Rows as networks take them: standardised, then pixels. */
const magnitudes = [1, 255] as const;

/**
 * Whether an accelerator computes what the processor computes, on made-up inputs. Some do not: the WebGPU provider of
 * onnxruntime 1.30 takes some convolutions for others (microsoft/onnxruntime#29651), without an error.
 * @returns why it could not be found out, or undefined
 * @throws PROVIDER_FAILED where the answers differ, or the accelerator alone gives none
 */
export async function compareWithProcessor(
  name: string,
  runtime: Runtime,
  { accelerator, processor }: { readonly accelerator: Session; readonly processor: Session },
): Promise<string | undefined> {
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
      return `no inputs could be made up for it (${messageOf(error)})`;
    }
    const actual = await accelerator.run(feeds, outputs).catch((error: unknown) => {
      throw failed(name, `gives no answer where the processor does (${messageOf(error)})`);
    });
    for (const output of outputs) compareValues(name, output, actual[output]!, expected[output]!);
  }
  return undefined;
}

function madeUp({ type, dims }: ValueInfo, runtime: Runtime, random: RandomStream, magnitude: number): Tensor {
  const shape = dims.map((dimension, axis) => (typeof dimension === 'number' ? dimension : axis === 0 ? 2 : 1));
  const size = shape.reduce((product, dimension) => product * dimension, 1);
  const whole = () => random.uint32() % 2;
  switch (type) {
    case 'float32':
      return new runtime.Tensor(
        type,
        Float32Array.from({ length: size }, () => magnitude * random.uniform()),
        shape,
      );
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

function compareValues(name: string, output: string, actual: Tensor, expected: Tensor): void {
  if (expected.type !== 'float32') return;
  const [own, right] = [actual.data as Float32Array, expected.data as Float32Array];
  const largest = right.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, Math.abs(value)) : most), 0);
  const difference = right.reduce((most, value, at) => Math.max(most, gap(own[at]!, value)), 0);
  if (difference <= tolerance * largest + 1e-6) return;
  const what = `output '${output}' differs by ${difference.toPrecision(3)} where values reach ${largest.toPrecision(3)}`;
  throw failed(name, `computes something else than the processor: ${what}`);
}

/** What the processor leaves undefined, an accelerator may as well. */
function gap(own: number, right: number): number {
  if (own === right || !Number.isFinite(right)) return 0;
  return Number.isFinite(own) ? Math.abs(own - right) : Number.POSITIVE_INFINITY;
}

function failed(name: string, what: string): SecateurError {
  return new SecateurError('PROVIDER_FAILED', `${name}: this device ${what}. Choose another one.`);
}
