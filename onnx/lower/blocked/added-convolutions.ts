import { graph, type Node } from '../../../core/index.ts';
import { convolvesInBlocks } from './convolution.ts';

/** A sum that is computed by one of its summands: the convolution adds to what is there already. */
export interface AddedConvolution {
  readonly convolution: graph.NodeOf<'Conv'>;
  readonly other: Node;
}

/** The sums with a convolution in blocks that nobody else reads. */
export function addedConvolutions(outputs: readonly Node[], size: number): Map<Node, AddedConvolution> {
  const order = graph.topologicalOrder(outputs);
  const readers = graph.readerCounts(order, outputs);
  const isAddable = (node: Node): node is graph.NodeOf<'Conv'> & Node =>
    node.kind === 'Conv' && readers.get(node) === 1 && convolvesInBlocks(node, size) && node.shape[1]! % size === 0;
  const found = new Map<Node, AddedConvolution>();
  for (const node of order) {
    if (node.kind !== 'Add') continue;
    const [a, b] = node.inputs as [Node, Node];
    if (a.shape.join() !== b.shape.join()) continue;
    if (isAddable(b)) found.set(node, { convolution: b, other: a });
    else if (isAddable(a)) found.set(node, { convolution: a, other: b });
  }
  return found;
}
