import { SecateurError, sizeOf } from '../../core/index.ts';
import { readRows } from '../../datasets/index.ts';
import { load, type Model } from '../../runtime/index.ts';

/** The rows of `--input`, where there is one. */
export async function givenRows(
  files: readonly string[],
  input: string | undefined,
): Promise<Float32Array | undefined> {
  if (input === undefined) return undefined;
  const [first, ...others] = files as [string, ...string[]];
  const { rows, width } = await rowsOf(input, first);
  // All rows are after one another, so that another model would cut its own out of them.
  for (const other of others) await checkWidth(other, width, input);
  return rows;
}

/** The first model says how to read the rows. */
async function rowsOf(input: string, file: string): Promise<{ readonly rows: Float32Array; readonly width: number }> {
  await using model = await load(file);
  if (!model.metadata) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${file}: \`secateur export\` did not write this model, so it does not say how to read ${input}. Leave --input out to measure with random rows.`,
    );
  }
  const { rows } = await readRows(input, model.metadata.input);
  return { rows, width: widthOf(model) };
}

/** @throws SHAPE_MISMATCH */
async function checkWidth(file: string, width: number, input: string): Promise<void> {
  await using model = await load(file);
  const own = widthOf(model);
  if (own === width) return;
  const what = `takes ${own} values a row, but the first model reads ${width} from ${input}`;
  throw new SecateurError('SHAPE_MISMATCH', `${file}: ${what}. Profile models of the same data together.`);
}

function widthOf({ inputs: [first] }: Pick<Model, 'inputs'>): number {
  return sizeOf((first?.dims ?? []).slice(1).map(Number));
}
