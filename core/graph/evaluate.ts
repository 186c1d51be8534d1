import { SecateurError } from '../errors.ts';
import { type Shape, sizeOf } from '../shape.ts';
import type { Values } from './kernel.ts';
import { kernels } from './kernels.ts';
import { type Node, topologicalOrder } from './node.ts';

/**
 * The reference: runs a graph in float64, one operation after the other, slow and obvious. Engines, gradients and
 * exported models are tested against it.
 * @param feeds values of the `Input` nodes by name
 * @returns the values of `outputs`, in order
 * @throws SHAPE_MISMATCH when a feed is missing or of the wrong size
 */
export function evaluate(
  outputs: readonly Node[],
  feeds: Readonly<Record<string, ArrayLike<number>>> = {},
): Float64Array[] {
  const values = new Map<Node, Values>();
  for (const node of topologicalOrder(outputs)) {
    const inputs = node.inputs.map((input) => values.get(input)!);
    const data =
      node.kind === 'Input' ? feed(node.attributes.name, node.shape, feeds) : kernels[node.kind](node as never, inputs);
    values.set(node, { shape: node.shape, data });
  }
  return outputs.map((output) => values.get(output)!.data);
}

function feed(name: string, shape: Shape, feeds: Readonly<Record<string, ArrayLike<number>>>): Float64Array {
  const given = feeds[name];
  if (given?.length !== sizeOf(shape)) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `Input '${name}' of shape [${shape.join(', ')}] was fed ${given ? `${given.length} values` : 'nothing'}.`,
    );
  }
  return Float64Array.from(given);
}
