import { columnCount, SecateurError } from '../../../core/index.ts';
import type { Dataset } from '../../../datasets/index.ts';
import type { ValueInfo } from '../../../runtime/index.ts';
import { rawRows } from '../../scores/score-model.ts';
import { columnsByInput } from './columns-by-input.ts';
import { listed, numberOfDims, type RowFeeds, type Scale, typedValues } from './feeds.ts';
import { imageFeeds } from './image-feeds.ts';

/**
 * Finds the data's columns or pixels in a model's inputs: one input of all columns in their order, one input for each
 * column by its name, or one of images.
 * @param model what errors call the model
 * @throws SHAPE_MISMATCH naming both sides when they do not fit; UNSUPPORTED for inputs that rows cannot fill
 */
export function rowFeeds(
  model: string,
  inputs: readonly ValueInfo[],
  dataset: Pick<Dataset, 'name' | 'input' | 'rows' | 'targets'>,
  scale: Pick<Scale, 'pixels' | 'columns'> = {},
): RowFeeds {
  const [only] = inputs;
  if (!only) throw new SecateurError('UNSUPPORTED', `${model}: has no inputs, so that there is nothing to feed it.`);
  const { input } = dataset;
  if (input.kind === 'image') {
    if (inputs.length === 1) return imageFeeds(model, only, { ...dataset, input }, scale.pixels);
    throw mismatch(model, inputs, `images of ${input.height} x ${input.width} x ${input.channels}`, dataset.name);
  }
  if (inputs.length > 1) return columnsByInput(model, inputs, { ...dataset, input });

  const text = input.columns.filter((column) => column.kind === 'categorical').map(({ name }) => name);
  const width = numberOfDims(only);
  if (text.length > 0 && only.type !== 'string') {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `${model}: its input '${only.name}' takes numbers, but ${dataset.name} holds text in ${text.length === 1 ? 'the column' : `${text.length} columns:`} ${listed(text)}. Give the table as the model was trained on it, with every column encoded as numbers.`,
    );
  }
  const columns = columnCount(input);
  if (width !== undefined && width !== columns) throw mismatch(model, inputs, `${columns} columns`, dataset.name);
  const dims = only.dims.slice(1).map((dim) => (typeof dim === 'number' ? dim : columns));
  return (rows) => ({
    [only.name]: typedValues(model, only, rescaled(rawRows(dataset, rows), scale), [rows.length, ...dims]),
  });
}

function rescaled(values: Float32Array, { pixels, columns }: Pick<Scale, 'pixels' | 'columns'>): Float32Array {
  const [pixel] = pixels ?? [];
  if (pixel) return values.map((value) => pixel[0] + ((pixel[1] - pixel[0]) * value) / 255);
  if (!columns) return values;
  return values.map((value, at) => {
    const { mean, scale } = columns[at % columns.length]!;
    return (value - mean) / scale;
  });
}

function mismatch(model: string, inputs: readonly ValueInfo[], has: string, data: string): SecateurError {
  const takes = inputs
    .map(({ name, dims }) => `'${name}' [${dims.map((dim) => (dim === '' ? '?' : dim)).join(', ')}]`)
    .join(', ');
  return new SecateurError(
    'SHAPE_MISMATCH',
    `${model}: takes ${takes}, but ${data} has ${has}. Give the data as the model was trained on it: the same columns in the same order, the target named with --target.`,
  );
}
