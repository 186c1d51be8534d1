import { columnCount, featureNames, type InputSpec, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { type LoadOptions, load, type Model, outputsOf, type Regression } from '../../runtime/index.ts';
import { type Score, score } from '../../trainer/index.ts';

/** Rows a call: memory stays that of one batch. */
const batchRows = 256;

/**
 * How good an exported model is on some rows of a data set, measured on the model as users run it: raw rows into a
 * session.
 * @param model bytes or path of a model exported by Secateur for this data
 * @param rows indices into the data set, for example `dataset.split.test`
 * @throws ARGUMENT_INVALID when there are no rows; what `load` throws
 */
export async function scoreModel(
  model: string | Uint8Array,
  dataset: Dataset,
  rows: Uint32Array,
  options: Pick<LoadOptions, 'device'> = {},
): Promise<Score> {
  if (rows.length === 0) throw new SecateurError('ARGUMENT_INVALID', 'There are no rows to score the model on.');
  await using loaded = await load(model, options);
  return score(dataset.task, await predictionsOf(loaded, rowsFor(loaded, dataset, rows)), targetsOf(dataset, rows));
}

/**
 * What `score` reads of an exported model: `[n, labels]` logits; `[n, 2]` values and standard deviations; `[n, 1]` where a
 * regression knows no noise, and of counts.
 */
export async function predictionsOf(model: Model, rows: Float32Array): Promise<Float32Array> {
  if (model.kind !== 'regression') {
    const outputs = await outputsOf(model, rows);
    // A lean model has no logits; logarithms of probabilities are logits too.
    return model.outputs[0]!.name === 'logits' ? outputs : outputs.map((value) => Math.log(Math.max(value, 1e-30)));
  }
  const chunk = batchRows * columnCount(model.metadata.input);
  const answers: Regression[] = [];
  for (let start = 0; start < rows.length; start += chunk) {
    answers.push(...(await model.predict(rows.subarray(start, start + chunk))));
  }
  const isCount = model.metadata.task.likelihood === 'poisson';
  return Float32Array.from(
    answers.flatMap(({ value, stdDev }) => (stdDev === undefined || isCount ? [value] : [value, stdDev])),
  );
}

/** Raw values of some rows, one after another: what models take. */
export function rawRows(dataset: Pick<Dataset, 'rows' | 'targets'>, rows: Uint32Array): Float32Array {
  const width = dataset.rows.length / dataset.targets.length;
  const values = new Float32Array(rows.length * width);
  for (const [index, row] of rows.entries()) {
    values.set(dataset.rows.subarray(row * width, (row + 1) * width), index * width);
  }
  return values;
}

/**
 * Raw values of some rows as a model takes them: of one whose interface was narrowed (`narrowInput`) only the columns it
 * names.
 * @throws DATA_INVALID for a column that the data does not have
 */
export function rowsFor(
  { metadata }: { readonly metadata?: { readonly input: InputSpec } | undefined },
  dataset: Pick<Dataset, 'rows' | 'targets' | 'input'>,
  rows: Uint32Array,
): Float32Array {
  const values = rawRows(dataset, rows);
  const width = columnCount(dataset.input);
  if (!metadata || columnCount(metadata.input) === width) return values;
  const names = columnNames(dataset.input);
  const columns = columnNames(metadata.input).map((name) => {
    const column = names.indexOf(name);
    if (column >= 0) return column;
    throw new SecateurError('DATA_INVALID', `The data has no column '${name}', which the model reads.`);
  });
  return Float32Array.from({ length: rows.length * columns.length }, (_, at) => {
    const row = Math.floor(at / columns.length);
    return values[row * width + columns[at % columns.length]!]!;
  });
}

function columnNames(input: InputSpec): readonly string[] {
  return input.kind === 'image' ? featureNames(input) : input.columns.map(({ name }) => name);
}

export function targetsOf(dataset: Pick<Dataset, 'targets'>, rows: Uint32Array): Float32Array {
  return Float32Array.from(rows, (row) => dataset.targets[row]!);
}

/** The index of the largest of every `classes` numbers; the first of equal ones. */
export function labelsOf(outputs: Float32Array, classes: number): Uint32Array {
  return Uint32Array.from({ length: outputs.length / classes }, (_, row) => {
    let best = 0;
    for (let label = 1; label < classes; label++) {
      if (outputs[row * classes + label]! > outputs[row * classes + best]!) best = label;
    }
    return best;
  });
}

export function shareEqual(first: ArrayLike<number>, second: ArrayLike<number>): number {
  let equal = 0;
  for (let index = 0; index < first.length; index++) if (first[index] === second[index]) equal++;
  return equal / first.length;
}
