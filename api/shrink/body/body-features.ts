import { SecateurError } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import { type Body, encodeModel, type ForeignModel, modelUpTo } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import type { RowFeeds } from '../feeds/feeds.ts';
import { fixedRows, runRows } from '../feeds/run-rows.ts';

type ReadableModel = Pick<ForeignModel, 'model'> & { readonly body: Body };

/**
 * What the body reads for every row of the data: the part of the model before it, run in a session.
 * @returns `[n, features]`; of images channel after channel. Undefined where the body does not read one row for each of the
 * data, such as the steps of a sequence
 * @throws DATA_INVALID where that is not a number; SHAPE_MISMATCH; as the session
 */
export async function bodyFeatures(
  name: string,
  { model, body }: ReadableModel,
  feeds: RowFeeds,
  { name: data, targets }: Pick<Dataset, 'name' | 'targets'>,
): Promise<Float32Array | undefined> {
  const rows = Uint32Array.from(targets, (_, row) => row);
  const isInput = model.graph.inputs.some((input) => input.name === body.input);
  const features = isInput ? fed(feeds, body.input, rows) : await computed(name, { model, body }, feeds, rows);
  if (!features) return undefined;
  const width = body.network.inputs;
  if (features.length !== rows.length * width) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${name}: the part that can be pruned reads ${width} values a row ('${body.input}'), but gets ${features.length / rows.length} from ${data}. Give the data as the model was trained on it.`,
    );
  }
  const at = features.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return features;
  throw new SecateurError(
    'DATA_INVALID',
    `${data}: row ${Math.floor(at / width) + 1} gives the model ${features[at]} ('${body.input}', value ${(at % width) + 1}). Fill in what is missing, or leave the row out.`,
  );
}

function fed(feeds: RowFeeds, name: string, rows: Uint32Array): Float32Array {
  const { data } = feeds(rows)[name]!;
  return data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number | bigint>, Number);
}

async function computed(
  name: string,
  { model, body }: ReadableModel,
  feeds: RowFeeds,
  rows: Uint32Array,
): Promise<Float32Array | undefined> {
  const before = modelUpTo(model, { name: body.input, elementType: 'float32' });
  await using session = await load(encodeModel(before));
  const read = new Set(session.inputs.map((input) => input.name));
  const own: RowFeeds = (some) => Object.fromEntries(Object.entries(feeds(some)).filter(([key]) => read.has(key)));
  const few = Uint32Array.from({ length: fixedRows(session) ?? 2 }, (_, at) => rows[at % rows.length]!);
  const tried = await session.run(own(few), [body.input]);
  if (tried[body.input]!.dims[0] !== few.length) return undefined;
  const [features] = await runRows({ ...session, name }, own, rows, [body.input]);
  return features!.values as Float32Array;
}
