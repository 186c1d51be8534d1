import type { Reference, ReferenceTensor } from '../../exporter/index.ts';
import { load, type Provider, providers } from '../../runtime/index.ts';

/**
 * What a model answers for some rows on a provider: every output, in the order of the graph.
 * @param width of a file of many widths
 * @throws as `load` and `Model.run`
 */
export async function answersOf(
  model: string | Uint8Array,
  provider: Provider,
  input: Reference['input'],
  width = 1,
): Promise<{ readonly answers: ReferenceTensor<Float64Array>[]; readonly runtime: string }> {
  await using loaded = await load(model, { device: providers[provider].device, ...(width !== 1 && { width }) });
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
