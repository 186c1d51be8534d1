import type { Column, CompactNetwork, InputSpec } from '../../core/index.ts';

/** The key of `metadata_props` beside which a lean model has none. */
export const leanMetadataKey = 's';

/**
 * What the runtime needs to feed a model and to read its answers, as short JSON: `[version, task, input]`, and the standard
 * deviation of observations where there is one. The task of plain classification is the list of its labels, or where they
 * count from 0 on, how many there are; an image is
 * `[height, width, channels, scale]`, followed by the mean and scale of each channel where it is measured; a column of a table is `[name, mean, scale]`, followed by 1 where missing values are
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
  if (input.kind === 'image') {
    const { height, width, channels, scale, measured } = input;
    return [
      height,
      width,
      channels,
      scale,
      ...(measured ? [measured.map(({ mean, scale }) => [about(mean), about(scale)])] : []),
    ];
  }
  return { columns: input.columns.map(leanColumn) };
}

function leanColumn(column: Column) {
  if (column.kind === 'categorical') return [column.name, column.categories];
  return [column.name, about(column.mean), about(column.scale), ...(column.imputed ? [1] : [])];
}

function about(value: number): number {
  return Number(value.toPrecision(3));
}
