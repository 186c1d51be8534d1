import { InferenceSession, Tensor } from 'onnxruntime-node';
import { randomStream } from '../../core/index.ts';
import type { OnnxModel, OnnxValue } from '../../onnx/index.ts';

type Shapes = Readonly<Record<string, readonly number[]>>;

/**
 * The largest difference between two files' outputs on the same random inputs, relative to the largest value of each output.
 * @throws what onnxruntime throws
 */
export async function largestDifference(
  model: OnnxModel,
  [first, second]: readonly [Uint8Array, Uint8Array],
  shapes: Shapes,
): Promise<number> {
  const feeds = feedsOf(model.graph.inputs, new Set(model.graph.initializers.map(({ name }) => name)), shapes);
  return differenceOf(await run(first, feeds), await run(second, feeds));
}

/** Outputs by name, as plain numbers. */
export type Answers = Readonly<Record<string, readonly number[]>>;

/** The largest difference of two answers, relative to the largest value of each output. */
export function differenceOf(wanted: Answers, found: Answers): number {
  return Object.entries(wanted).reduce((worst, [name, values]) => {
    const scale = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 1e-6);
    const other = found[name] ?? [];
    if (other.length !== values.length) return Number.POSITIVE_INFINITY;
    return values.reduce((most, value, at) => Math.max(most, Math.abs(value - other[at]!) / scale), worst);
  }, 0);
}

export function answersOf(outputs: Readonly<Record<string, unknown>>): Answers {
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, Array.from((value as Tensor).data as Float32Array, Number)]),
  );
}

/** Random inputs of a model. */
export function feedsOf(
  inputs: readonly OnnxValue[],
  defaults: ReadonlySet<string>,
  shapes: Shapes,
): Record<string, Tensor> {
  const random = randomStream(1, 'inputs');
  return Object.fromEntries(
    inputs.flatMap(({ name, elementType, shape }): [string, Tensor][] => {
      if (defaults.has(name)) return [];
      // The one integer that these models take is the sampling rate.
      if (elementType === 'int64') return [[name, new Tensor('int64', BigInt64Array.of(16_000n), [])]];
      const dims = shapes[name] ?? shape!.map((size) => (typeof size === 'number' ? size : 1));
      const count = dims.reduce((product, size) => product * size, 1);
      const values = Float32Array.from({ length: count }, () => 2 * random.uniform() - 1);
      return [[name, new Tensor('float32', values, dims)]];
    }),
  );
}

async function run(bytes: Uint8Array, feeds: Record<string, Tensor>): Promise<Answers> {
  const session = await InferenceSession.create(bytes, { intraOpNumThreads: 1, logSeverityLevel: 3 });
  try {
    return answersOf(await session.run(feeds));
  } finally {
    await session.release();
  }
}
