import { columnCount, type InputSpec, SecateurError } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { rawRows, rowsFor } from '../scores/score-model.ts';

/**
 * Rows of data that the model was not trained on as it takes them: columns by their names, categories by the numbers that
 * they had in its training data (-1 for new ones), pixels in their order.
 * @throws DATA_INVALID for a column that is absent or of another kind
 */
export function rowsAsTrained(
  input: InputSpec,
  dataset: Pick<Dataset, 'name' | 'input' | 'rows' | 'targets'>,
  rows: Uint32Array,
): Float32Array {
  const given = dataset.input;
  if (input.kind === 'image' || given.kind === 'image') {
    if (given.kind === 'image') return rowsFor({ metadata: { input } }, dataset, rows);
    if (given.columns.length === columnCount(input)) return rawRows(dataset, rows);
    throw new SecateurError(
      'DATA_INVALID',
      `${dataset.name}: has ${given.columns.length} columns, but the model takes ${columnCount(input)} pixels. Name the target with --target, and leave other columns out.`,
    );
  }
  const columns = input.columns.map((column) => {
    const at = given.columns.findIndex(({ name }) => name === column.name);
    const found = given.columns[at];
    if (!found) {
      throw new SecateurError(
        'DATA_INVALID',
        `${dataset.name}: has no column '${column.name}', which the model reads.`,
      );
    }
    if (found.kind !== column.kind) {
      throw new SecateurError(
        'DATA_INVALID',
        `${dataset.name}: its column '${column.name}' holds ${found.kind === 'numeric' ? 'numbers' : 'text'}, but the model was trained with ${column.kind === 'numeric' ? 'numbers' : 'text'} there.`,
      );
    }
    const category =
      column.kind === 'categorical' && found.kind === 'categorical'
        ? found.categories.map((name) => column.categories.indexOf(name))
        : undefined;
    return { at, category };
  });
  const width = columnCount(given);
  return Float32Array.from({ length: rows.length * columns.length }, (_, index) => {
    const { at, category } = columns[index % columns.length]!;
    const value = dataset.rows[rows[Math.floor(index / columns.length)]! * width + at]!;
    return category ? (category[value] ?? -1) : value;
  });
}
