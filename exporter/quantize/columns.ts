import type { CodedTensor } from './coded-tensor.ts';
import { type FreshName, float32, type Stored, together } from './stored.ts';

/**
 * Multiplies the columns of a matrix by their factors, where it has any, after everything else.
 * @param scaled makes the weights without them, under the name it is given
 */
export function withColumns(
  { name, shape, axis, columns }: CodedTensor,
  fresh: FreshName,
  scaled: (output: string) => Stored,
  output = name,
): Stored {
  if (!columns) return scaled(output);
  const [rows, factor] = [fresh(`${name}.rows`), fresh(`${name}.columns`)];
  return together([
    scaled(rows),
    {
      initializers: [float32(factor, shape.with(axis, 1), columns)],
      nodes: [{ opType: 'Mul', inputs: [rows, factor], outputs: [output] }],
    },
  ]);
}
