import { graph, type Node, sizeOf } from '../../core/index.ts';

/** x + y gate, where gate is a scalar or has one value a row: com.microsoft.GatedAdd, a contributed operator. */
export interface GatedAdd {
  readonly x: Node;
  readonly y: Node;
  readonly gate: Node;
  /** Whether it is x - y gate. */
  readonly negated: boolean;
  /** The product that is not computed on its own any more. */
  readonly product: Node;
}

/** Smaller matrices are not worth the operator. */
const smallest = 4096;

/**
 * The sums and differences in a graph that onnxruntime can compute in one pass over memory instead of two: x ± y s with
 * matrices x and y of one shape, a product nobody else reads, and s a scalar or column. An optimiser is made of them.
 */
export function gatedAdds(outputs: readonly Node[]): Map<Node, GatedAdd> {
  const order = graph.topologicalOrder(outputs);
  const readers = graph.readerCounts(order, outputs);
  const found = new Map<Node, GatedAdd>();
  for (const node of order) {
    const match = matchSum(node, (product) => readers.get(product) === 1);
    if (match) found.set(node, match);
  }
  return found;
}

function matchSum(node: Node, isReadOnce: (product: Node) => boolean): GatedAdd | undefined {
  if (node.kind !== 'Add' && node.kind !== 'Sub') return undefined;
  const { shape } = node;
  if (shape.length !== 2 || sizeOf(shape) < smallest) return undefined;
  const [a, b] = node.inputs as [Node, Node];
  const orders: [Node, Node][] =
    node.kind === 'Add'
      ? [
          [a, b],
          [b, a],
        ]
      : [[a, b]];
  for (const [x, product] of orders) {
    if (product.kind !== 'Mul' || !isReadOnce(product) || !isOfShape(x, shape)) continue;
    const [left, right] = product.inputs as [Node, Node];
    for (const [y, gate] of [
      [left, right],
      [right, left],
    ] as [Node, Node][]) {
      if (isOfShape(y, shape) && isRowGate(gate, shape)) return { x, y, gate, negated: node.kind === 'Sub', product };
    }
  }
  return undefined;
}

function isOfShape(node: Node, shape: readonly number[]): boolean {
  return node.shape.length === 2 && node.shape[0] === shape[0] && node.shape[1] === shape[1];
}

function isRowGate({ shape }: Node, [rows]: readonly number[]): boolean {
  return sizeOf(shape) === 1 || (shape.length === 2 && shape[0] === rows && shape[1] === 1);
}
