import { sizeOf } from '../../core/essentials.ts';
import { randomStream } from '../../core/index.ts';
import type { Feed, Model } from '../model/contract.ts';
import { checkSize, randomFeed, shapeOf } from './round/calls.ts';

/**
 * Tensors of the right kind for one call of a model of which nothing is known but what it takes.
 * @throws ARGUMENT_INVALID (an open dimension that does not count rows), UNSUPPORTED (no tensor, or too large)
 */
export function madeUpFeeds(
  { name, inputs }: Pick<Model, 'name' | 'inputs'>,
  rows: number,
  seed: number,
): Readonly<Record<string, Feed>> {
  const random = randomStream(seed, 'made-up tensors');
  const shapes = inputs.map((input) => shapeOf(input, rows, {}, name));
  const values = shapes.reduce((sum, shape) => sum + sizeOf(shape), 0);
  checkSize(values, name);
  return Object.fromEntries(
    inputs.map((input, index) => [input.name, randomFeed(input, shapes[index]!, random, name)]),
  );
}
