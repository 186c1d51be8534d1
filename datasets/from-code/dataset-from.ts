import type { Dataset, LoadOptions } from '../dataset.ts';
import { withLikelihood } from '../with-likelihood.ts';
import { type ImageRow, type ImageShape, imagesFromRows } from './image-rows.ts';
import { type TableRow, type TableRowsOptions, tableFromRows } from './table-rows.ts';

/** What can be chosen of rows from code; the meaning of each is that of `LoadOptions`. */
export interface RowsOptions
  extends Pick<
    LoadOptions,
    'task' | 'likelihood' | 'seed' | 'validationFraction' | 'testFraction' | 'testRows' | 'split' | 'keepConstant'
  > {
  /** What errors and the provenance call the rows; `rows` when not given. */
  readonly name?: string;
}

/**
 * A data set from rows that code makes or fetches, one at a time: objects by column name or lists of values, or images
 * when `image` gives their shape. The same rules as for a CSV file say what columns and targets mean; values are copied.
 * @example
 * await datasetFrom(database.query('select age, city, bought from customers'), { target: 'bought' });
 * await datasetFrom(photographs(), { image: { height: 32, width: 32, channels: 3 } });
 * @throws DATA_INVALID, SHAPE_MISMATCH, ARGUMENT_INVALID; and whatever `rows` throws.
 */
export function datasetFrom(
  rows: AsyncIterable<TableRow> | Iterable<TableRow>,
  options?: RowsOptions & TableRowsOptions & { readonly image?: never },
): Promise<Dataset>;
export function datasetFrom(
  rows: AsyncIterable<ImageRow> | Iterable<ImageRow>,
  options: RowsOptions & { readonly image: ImageShape },
): Promise<Dataset>;
export async function datasetFrom(
  rows: AsyncIterable<TableRow | ImageRow> | Iterable<TableRow | ImageRow>,
  options: RowsOptions & TableRowsOptions & { readonly image?: ImageShape } = {},
): Promise<Dataset> {
  const { name = 'rows', image, columns, target, sampleWeights, ...choices } = options;
  const dataset = image
    ? await imagesFromRows(name, rows as AsyncIterable<ImageRow>, image, choices)
    : await tableFromRows(
        name,
        rows as AsyncIterable<TableRow>,
        {
          ...(columns && { columns }),
          ...(target !== undefined && { target }),
          ...(sampleWeights !== undefined && { sampleWeights }),
        },
        choices,
      );
  return choices.likelihood === undefined ? dataset : withLikelihood(dataset, choices.likelihood);
}
