import { SecateurError, sizeOf } from '../../core/index.ts';
import { readRows } from '../../datasets/index.ts';
import { decodeModel } from '../../onnx/index.ts';
import { type Feed, load, type Model, type OtherModel } from '../../runtime/index.ts';
import type { Listener } from '../listener.ts';
import { readWhole } from '../read-model.ts';
import { feedsOfSource } from '../run/feeds-of-source.ts';
import { numberIn } from '../shrink/feeds/run-rows.ts';

/** A file of rows, and how it is read for a model that says nothing of its columns. */
export interface GivenRows {
  readonly input?: string | undefined;
  /** A column to leave out. */
  readonly target?: string | undefined;
}

/**
 * The rows of `--input`, where there is one: what a row feeds the first model's inputs, one after the other.
 * @throws as reading them; SHAPE_MISMATCH for another model that takes rows of another width
 */
export async function givenRows(
  files: readonly string[],
  { input, target }: GivenRows,
  note: Listener['note'],
): Promise<Float32Array | undefined> {
  if (input === undefined) return undefined;
  const [first, ...others] = files as [string, ...string[]];
  const { rows, width } = await rowsFor(first, input, target, note);
  // All rows are after one another, so that another model would cut its own out of them.
  for (const other of others) await checkWidth(other, width, input);
  return rows;
}

/** The first model says how to read the rows. */
async function rowsFor(
  file: string,
  input: string,
  target: string | undefined,
  note: Listener['note'],
): Promise<{ readonly rows: Float32Array; readonly width: number }> {
  await using model = await load(file);
  if (model.kind === 'other') return rowsOfOther(file, model, input, target, note);
  if (target !== undefined) {
    const what = `--target names a column that models from elsewhere are not fed, and ${file} finds its own by name`;
    throw new SecateurError('ARGUMENT_INVALID', `${what}. Leave it out, or add --data.`);
  }
  const { rows } = await readRows(input, model.metadata.input);
  return { rows, width: widthOf(model) };
}

/** As `run` would feed them. */
async function rowsOfOther(
  file: string,
  model: OtherModel,
  input: string,
  target: string | undefined,
  note: Listener['note'],
): Promise<{ readonly rows: Float32Array; readonly width: number }> {
  const original = decodeModel(await readWhole(file), file);
  const options = target === undefined ? {} : { target };
  const { feeds, chosen } = await feedsOfSource({ file, original, inputs: model.inputs }, input, options, note);
  const fed = feeds(chosen);
  const inputs = model.inputs.map(({ name }) => numbersOf(file, name, fed[name]!));
  const widths = inputs.map(({ length }) => length / chosen.length);
  const width = widths.reduce((sum, own) => sum + own, 0);
  const rows = new Float32Array(chosen.length * width);
  let start = 0;
  for (const [at, values] of inputs.entries()) {
    const own = widths[at]!;
    for (const [index, value] of values.entries()) {
      rows[Math.floor(index / own) * width + start + (index % own)] = value;
    }
    start += own;
  }
  return { rows, width };
}

/** @throws UNSUPPORTED for text */
function numbersOf(file: string, name: string, { type, data }: Feed): Float32Array {
  if (type === 'string') {
    const what = `its input '${name}' takes text, and rows are measured as numbers`;
    throw new SecateurError('UNSUPPORTED', `${file}: ${what}. Leave --input out to measure with made-up text.`);
  }
  return Float32Array.from(data as Iterable<number | bigint>, numberIn(type));
}

/** @throws SHAPE_MISMATCH */
async function checkWidth(file: string, width: number, input: string): Promise<void> {
  await using model = await load(file);
  const own = widthOf(model);
  if (own === width) return;
  const what = `takes ${own} values a row, but the first model reads ${width} from ${input}`;
  throw new SecateurError('SHAPE_MISMATCH', `${file}: ${what}. Profile models of the same data together.`);
}

function widthOf({ inputs }: Pick<Model, 'inputs'>): number {
  return inputs.reduce((sum, { dims }) => sum + sizeOf(dims.slice(1).map(Number)), 0);
}
