import { columnCount } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import type { Model } from '../../../runtime/index.ts';
import { rowsAsTrained } from '../../answers/rows-as-trained.ts';
import type { RowFeeds } from './feeds.ts';

/**
 * How a table is fed to a model that Secateur wrote, which says itself what its columns and their categories are. Undefined for
 * all others.
 */
export function ownFeeds(
  { inputs: [input], metadata }: Pick<Model, 'inputs' | 'metadata'>,
  dataset: Pick<Dataset, 'name' | 'input' | 'rows' | 'targets'>,
): RowFeeds | undefined {
  if (!input || metadata?.input.kind !== 'table' || dataset.input.kind !== 'table') return undefined;
  const trained = metadata.input;
  return (rows) => ({
    [input.name]: {
      type: 'float32',
      data: rowsAsTrained(trained, dataset, rows),
      dims: [rows.length, columnCount(trained)],
    },
  });
}
