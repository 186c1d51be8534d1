import type { Column, CompactNetwork, InputSpec } from '../../core/index.ts';

/** The key of `metadata_props` beside which a lean model has none. */
export const leanMetadataKey = 's';

/**
 * What the runtime needs to feed a model and to read its answers, as short JSON: `[version, task, input]`, and the standard
 * deviation of observations where there is one. The task of plain classification is the list of its labels, or where they
 * count from 0 on, how many there are; an image is
 * `[height, width, channels, scale]`; a column of a table is `[name, mean, scale]`, followed by 1 where missing values are
 * known, or `[name, categories]`. Means and scales are in the graph already: here they tell what rows look like, to three
 * digits.
 */
export function leanMetadata({ task, input, observationStdDev }: CompactNetwork): string {
  const isPlain = task.kind === 'classification' && task.likelihood === undefined;
  const noise = observationStdDev === undefined ? [] : [observationStdDev];
  return JSON.stringify([1, isPlain ? leanLabels(task.labels) : task, leanInput(input), ...noise]);
}

/** More are listed, as readers do not take a number's word for it. */
const mostCounted = 10_000;

function leanLabels(labels: readonly string[]): readonly string[] | number {
  const isCount = labels.length <= mostCounted && labels.every((label, index) => label === `${index}`);
  return isCount ? labels.length : labels;
}

function leanInput(input: InputSpec) {
  if (input.kind === 'image') return [input.height, input.width, input.channels, input.scale];
  return { columns: input.columns.map(leanColumn) };
}

function leanColumn(column: Column) {
  if (column.kind === 'categorical') return [column.name, column.categories];
  const about = (value: number) => Number(value.toPrecision(3));
  return [column.name, about(column.mean), about(column.scale), ...(column.imputed ? [1] : [])];
}
