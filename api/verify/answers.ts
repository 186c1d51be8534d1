import { fromFloat16, SecateurError } from '../../core/index.ts';
import type { AnswerTensor, Reference, ReferenceTensor } from '../../exporter/index.ts';
import { type Feed, load, type Provider, providers, type ValueInfo } from '../../runtime/index.ts';
import { typedValues } from '../shrink/feeds/feeds.ts';
import { isFractional, numberIn } from '../shrink/feeds/run-rows.ts';

export type Answer = AnswerTensor & {
  /** Whole numbers and texts, which are right or wrong. */
  readonly isLabel: boolean;
};

/**
 * What a model answers to some inputs on a provider: every output that is a tensor, in the order of the graph.
 * @param width of a file of many widths
 * @throws as `load` and `Model.run`; DATA_INVALID for inputs that the model does not have
 */
export async function answersOf(
  model: string | Uint8Array,
  provider: Provider,
  inputs: Reference['inputs'],
  width = 1,
): Promise<{ readonly answers: Answer[]; readonly runtime: string }> {
  await using loaded = await load(model, { device: providers[provider].device, ...(width !== 1 && { width }) });
  const feeds = inputs.map((tensor, at): [string, Feed] => {
    const input = loaded.inputs.find(({ name }) => name === tensor.name) ?? loaded.inputs[inputs.length === 1 ? 0 : at];
    if (input) return [input.name, feedOf(loaded.name, input, tensor)];
    throw new SecateurError(
      'DATA_INVALID',
      `${loaded.name}: has no input '${tensor.name}', which answers are stored for.`,
    );
  });
  const results = await loaded.run(Object.fromEntries(feeds));
  const answers = loaded.outputs.flatMap(({ name }): Answer[] => {
    const result = results[name];
    if (!result) return [];
    const { dims: shape, data, type } = result;
    if (type === 'string') return [{ name, shape, values: data as string[], isLabel: true }];
    const values = Float64Array.from(data as ArrayLike<number | bigint>, numberIn(type));
    return [{ name, shape, values, isLabel: !isFractional(type) }];
  });
  return { answers, runtime: provider };
}

function feedOf(model: string, input: ValueInfo, { name, values, shape, type }: ReferenceTensor): Feed {
  const areTexts = Array.isArray(values);
  if (areTexts !== (input.type === 'string')) {
    const what = `stored are ${areTexts ? 'texts' : 'numbers'} for the input '${name}', which takes ${input.type}`;
    throw new SecateurError('DATA_INVALID', `${model}: ${what}.`);
  }
  if (areTexts) return { type: 'string', data: values as string[], dims: shape };
  const areBits = type === 'float16' && values instanceof Uint16Array;
  const numbers = Float64Array.from(
    values as ArrayLike<number | bigint>,
    areBits ? (bits) => fromFloat16(Number(bits)) : Number,
  );
  return typedValues(model, input, numbers, shape);
}
