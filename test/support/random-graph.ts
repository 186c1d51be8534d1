import { graph, type Node, type RandomStream } from '../../core/index.ts';
import { below, type OperationCase, operationCases, randomShape, randomValues } from './operation-cases.ts';

/**
 * A graph of some `operations` operations of all kinds, with much that can be simplified: each reads results of earlier
 * ones, brought to the shapes it wants, as well as constants (zeros and ones among them).
 * @param without kinds whose cases are left out
 */
export function randomGraph(random: RandomStream, operations: number, without: readonly graph.Kind[] = []) {
  const draws = Object.entries(operationCases).flatMap(([kind, list]) =>
    without.includes(kind as graph.Kind) ? [] : list,
  );
  const inputs = Array.from({ length: 3 }, (_, index) => graph.input(`x${index}`, randomShape(random)));
  const results: Node[] = [...inputs];
  for (let count = 0; count < operations; count++) {
    const drawn = draws[below(random, draws.length)]!(random);
    results.push(drawn.build(operandsOf(drawn, results, random)));
    // Repeat some exactly, so that there is something to share.
    if (random.uniform() < 0.2) results.push(again(results[below(random, results.length)]!));
  }
  const outputs = results.slice(-3);
  const feeds = Object.fromEntries(
    inputs.map((node, index) => [`x${index}`, randomValues(random, sizeOf(node), false)]),
  );
  return { inputs, outputs, feeds };
}

function operandsOf({ shapes, positive }: OperationCase, results: readonly Node[], random: RandomStream) {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const result = results[below(random, results.length)]!;
      const plain = results.filter((node) => isPlain(node) && node.shape.join() === shape.join());
      if (!positive && plain.length > 0 && random.uniform() < 0.5) return [name, plain[below(random, plain.length)]!];
      if (!positive && random.uniform() < 0.4) return [name, repeated(result, shape, random)];
      // tanh keeps values in bounds, so that long chains neither overflow nor lose all their digits.
      const bounded = graph.tanh(broughtTo(result, shape));
      return [name, positive ? graph.add(graph.mul(bounded, 0.5), 1) : bounded];
    }),
  );
}

/** Operations that simplifying looks for behind others, and whose results are no larger than what they read. */
function isPlain(node: Node): boolean {
  return ['Gemm', 'Expand', 'Neg', 'Reshape', 'Constant'].includes(node.kind);
}

/** One number for every element, written out or expanded: zero, one, any other, or a result. */
function repeated(result: Node, shape: readonly number[], random: RandomStream): Node {
  const value = [0, 1, random.normal(), graph.total(graph.tanh(result))][below(random, 4)]!;
  return typeof value === 'number' && random.uniform() < 0.5
    ? graph.fill(shape, value)
    : graph.expand(graph.node(value), shape);
}

/** `x` brought to `shape` by summing, broadcasting and cutting, with neutral operations on the way. */
function broughtTo(x: Node, shape: readonly number[]): Node {
  const flat = graph.reshape(graph.mul(graph.add(x, 0), 1), [sizeOf(x)]);
  const size = shape.reduce((a, b) => a * b, 1);
  const repeated = graph.concat(new Array<Node>(Math.ceil(size / sizeOf(x))).fill(flat), 0);
  return graph.reshape(graph.slice(repeated, 0, 0, size), shape);
}

/** The same computation as other nodes. */
function again(node: Node): Node {
  return graph.neg(graph.neg(graph.div(graph.sub(node, 0), graph.fill(node.shape, 1))));
}

function sizeOf(node: Node): number {
  return node.shape.reduce((a, b) => a * b, 1);
}
