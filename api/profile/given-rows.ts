import { SecateurError } from '../../core/index.ts';
import { readRows } from '../../datasets/index.ts';
import { load } from '../../runtime/index.ts';

/** The rows of `--input`, where there is one. */
export async function givenRows(
  files: readonly string[],
  input: string | undefined,
): Promise<Float32Array | undefined> {
  return input === undefined ? undefined : rowsOf(input, files[0]!);
}

/** The first model says how to read the rows; one that takes others will say so itself. */
async function rowsOf(input: string, file: string): Promise<Float32Array> {
  await using model = await load(file);
  if (!model.metadata) {
    throw new SecateurError(
      'UNSUPPORTED',
      `${file}: Secateur did not export this model, so it does not say how to read ${input}. Leave --input out to measure with random rows.`,
    );
  }
  return (await readRows(input, model.metadata.input)).rows;
}
