import type { Reference, ReferenceTensor } from '../../exporter/index.ts';
import { load, type Provider } from '../../runtime/index.ts';

/**
 * What a model answers for some rows on a provider: every output, in the order of the graph.
 * @throws as `load` and `Model.run`
 */
export async function answersOf(
  model: Uint8Array,
  provider: Provider,
  input: Reference['input'],
): Promise<{ readonly answers: ReferenceTensor<Float64Array>[]; readonly runtime: string }> {
  await using loaded = await load(model, { provider });
  const [only] = loaded.inputs;
  const results = await loaded.run({
    [only?.name ?? input.name]: { type: 'float32', data: input.values, dims: input.shape },
  });
  const answers = loaded.outputs.map(({ name }) => {
    const { dims, data } = results[name]!;
    return { name, shape: dims, values: Float64Array.from(data as ArrayLike<number | bigint>, Number) };
  });
  return { answers, runtime: provider };
}

/**
 * The largest difference between answers, as a part of the largest magnitude among the expected ones, or of 1 where that is
 * less; infinite where their numbers differ, or one is NaN and the other is not.
 */
export function largestDifference(actual: Float64Array, expected: Float64Array): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  let scale = 1;
  for (const [index, value] of expected.entries()) {
    const other = actual[index]!;
    if (Object.is(value, other) || value === other) continue;
    const difference = Math.abs(value - other);
    largest = Math.max(largest, Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference);
  }
  for (const value of expected) if (Number.isFinite(value)) scale = Math.max(scale, Math.abs(value));
  return largest / scale;
}
