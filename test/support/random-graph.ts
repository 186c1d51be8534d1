import { graph, type Node, type RandomStream } from '../../core/index.ts';
import { below, type OperationCase, operationCases, randomShape, randomValues } from './operation-cases.ts';

/**
 * A graph of some `operations` operations of all kinds, with much that can be simplified: each reads results of earlier
 * ones, brought to the shapes it wants, as well as constants (zeros and ones among them).
 */
export function randomGraph(random: RandomStream, operations: number) {
  const draws = Object.values(operationCases).flat();
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
      const source = random.uniform() < 0.3 ? special(shape, random) : results[below(random, results.length)]!;
      // tanh keeps values in bounds, so that long chains neither overflow nor lose all their digits.
      const bounded = graph.tanh(broughtTo(source, shape));
      return [name, positive ? graph.add(graph.mul(bounded, 0.5), 1) : bounded];
    }),
  );
}

/** Zeros, ones or random numbers, written out or expanded from a scalar. */
function special(shape: readonly number[], random: RandomStream): Node {
  const value = [0, 1, random.normal()][below(random, 3)]!;
  return random.uniform() < 0.5 ? graph.fill(shape, value) : graph.expand(graph.constant(value), shape);
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
