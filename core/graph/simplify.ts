import { type Shape, sizeOf } from '../shape.ts';
import { evaluate } from './evaluate.ts';
import { type Kind, type Node, type NodeOf, readerCounts, topologicalOrder } from './node.ts';
import { constant, gemm, mul, withInputs } from './operations.ts';
import { broadcastShapes, sameShape } from './shapes.ts';

/** Folding larger constants would trade a little time for a lot of bytes. */
const largestFoldedConstant = 4096;

/**
 * The same computation with less of it: equal subexpressions shared, constants folded, additions of zero and products
 * with one dropped, and a sum with a matrix product merged into the product. Gradients come out of the transform
 * plain and repetitive; this is what makes them cheap. For graphs that are done being differentiated: StopGradient and
 * StraightThrough, which only speak to the gradient, go as well.
 */
export function simplify(outputs: readonly Node[]): Node[] {
  return fuseSums(share(outputs, true));
}

/**
 * The same computation with equal subexpressions shared and constants folded, still fit to be differentiated: what is
 * computed once has one derivative, and not one for every place that wrote it down.
 */
export function shareSubexpressions(outputs: readonly Node[]): Node[] {
  return share(outputs, false);
}

/** @param final whether no gradient will be asked for any more */
function share(outputs: readonly Node[], final: boolean): Node[] {
  const replacement = new Map<Node, Node>();
  const ids = new Map<Node, number>();
  const known = new Map<string, Node>();
  /** The one node that stands for all that compute the same; nodes a rule has just made have inputs to look up first. */
  const intern = (node: Node): Node => {
    if (ids.has(node)) return node;
    const candidate = withInputs(node, node.inputs.map(intern));
    const key = keyOf(candidate, ids);
    const existing = known.get(key);
    if (existing) return existing;
    known.set(key, candidate);
    ids.set(candidate, ids.size);
    return candidate;
  };
  for (const original of topologicalOrder(outputs)) {
    const inputs = original.inputs.map((input) => replacement.get(input)!);
    replacement.set(original, intern(reduceAlgebra(withInputs(original, inputs), final)));
  }
  return outputs.map((output) => replacement.get(output)!);
}

/** Two nodes with the same key compute the same values. */
function keyOf(node: Node, ids: ReadonlyMap<Node, number>): string {
  const inputs = node.inputs.map((input) => ids.get(input)!).join(',');
  const attributes = node.kind === 'Constant' ? [...node.attributes.values].join(',') : JSON.stringify(node.attributes);
  return `${node.kind}(${inputs})${attributes}:${node.type}[${node.shape.join(',')}]`;
}

function reduceAlgebra(node: Node, final: boolean): Node {
  const [a, b] = node.inputs;
  switch (node.kind) {
    case 'StopGradient':
    case 'StraightThrough':
      if (final) return a!;
      break;
    case 'Add':
      if (isFilledWith(a!, 0)) return orExpanded(b!, node);
      if (isFilledWith(b!, 0)) return orExpanded(a!, node);
      if (a === b) return doubled(a!, final);
      break;
    case 'Sub':
      if (isFilledWith(b!, 0)) return orExpanded(a!, node);
      break;
    case 'Mul':
      if (isFilledWith(a!, 1)) return orExpanded(b!, node);
      if (isFilledWith(b!, 1)) return orExpanded(a!, node);
      if (isScalar(b!)) return scaled(a!, b!, node);
      if (isScalar(a!)) return scaled(b!, a!, node);
      break;
    case 'Div':
      if (isFilledWith(b!, 1)) return orExpanded(a!, node);
      break;
    case 'Neg':
      if (a!.kind === 'Neg') return a!.inputs[0]!;
      break;
    case 'ReduceSum':
    case 'ReduceMean':
    case 'ReduceMax':
    case 'Reshape':
    case 'Expand':
    case 'Slice':
    case 'Pad':
    case 'Concat':
      if (sameShape(a!.shape, node.shape)) return a!;
      break;
  }
  const foldable = node.inputs.length > 0 && node.inputs.every((input) => input.kind === 'Constant');
  if (foldable && sizeOf(node.shape) <= largestFoldedConstant) {
    return constant(evaluate([node])[0]!, node.shape, node.type);
  }
  const moved = final ? withFactorLast(node) : node;
  if (moved !== node) return moved;
  // Elementwise operations broadcast by themselves: an Expand in front of one only copies.
  if (isElementwise(node)) {
    const bare = node.inputs.map((input) => (input.kind === 'Expand' ? input.inputs[0]! : input));
    if (bare.some((input, index) => input !== node.inputs[index]) && broadcastsTo(bare, node.shape)) {
      return reduceAlgebra(withInputs(node, bare), final);
    }
  }
  return node;
}

function isScalar(node: Node): node is NodeOf<'Constant'> & Node {
  return node.kind === 'Constant' && node.attributes.values.length === 1 && node.shape.length === 0;
}

/** x c with two constant factors, or a sign and a factor, in one. */
function scaled(x: Node, factor: NodeOf<'Constant'>, node: Node): Node {
  const c = factor.attributes.values[0]!;
  if (x.kind === 'Neg') return mul(x.inputs[0]!, -c);
  if (x.kind !== 'Mul') return node;
  const [left, right] = x.inputs as [Node, Node];
  if (isScalar(right)) return multiple(left, right.attributes.values[0]! * c);
  if (isScalar(left)) return multiple(right, left.attributes.values[0]! * c);
  return node;
}

function multiple(x: Node, factor: number): Node {
  return factor === 1 ? x : mul(x, factor);
}

/** The input that an operation of at most two is linear in. */
const linearIn: { readonly [K in Kind]?: number } = {
  Div: 0,
  ReduceSum: 0,
  Conv: 0,
  ConvTranspose: 0,
  ConvWeightGradient: 1,
};

/**
 * A factor of what a quotient, a sum or a convolution reads as one of its result, where that is no larger: there it may meet
 * another one, as the 1/2 of a root's derivative and the 2 of a square's do.
 */
function withFactorLast(node: Node): Node {
  const index = linearIn[node.kind];
  const operand = index === undefined ? undefined : node.inputs[index];
  if (operand?.kind !== 'Mul' || node.inputs.length > 2 || sizeOf(operand.shape) < sizeOf(node.shape)) return node;
  const [left, right] = operand.inputs as [Node, Node];
  if (!isScalar(right)) return node;
  const inputs = node.inputs.with(index!, left);
  return mul(withInputs(node, inputs), right.attributes.values[0]!);
}

/** x + x, as comes of differentiating squares; in a product the factor goes to the smaller operand. */
function doubled(x: Node, final: boolean): Node {
  if (x.kind !== 'Mul') return mul(x, 2);
  const [small, large] = [...x.inputs].sort((a, b) => sizeOf(a.shape) - sizeOf(b.shape)) as [Node, Node];
  return mul(reduceAlgebra(mul(small, 2), final), large);
}

function isElementwise(node: Node): boolean {
  return ['Add', 'Sub', 'Mul', 'Div', 'Pow', 'Max', 'Min', 'Greater', 'Equal', 'Where'].includes(node.kind);
}

function broadcastsTo(inputs: readonly Node[], shape: Shape): boolean {
  return sameShape(broadcastShapes('Simplify', ...inputs.map((input) => input.shape)), shape);
}

function isFilledWith(node: Node, value: number): boolean {
  if (node.kind === 'Expand') return isFilledWith(node.inputs[0]!, value);
  return node.kind === 'Constant' && node.attributes.values.every((entry) => entry === value);
}

/** `x` in place of `node` where the shapes allow it; otherwise `node` stays, since it also broadcasts. */
function orExpanded(x: Node, node: Node): Node {
  return sameShape(x.shape, node.shape) ? x : node;
}

/** A'B' + c, where nobody else reads the product, becomes one Gemm: the sum then costs nothing. */
function fuseSums(outputs: readonly Node[]): Node[] {
  const order = topologicalOrder(outputs);
  const readers = readerCounts(order, outputs);
  const replacement = new Map<Node, Node>();
  for (const original of order) {
    const fused = original.kind === 'Add' ? fuseSum(original, readers, replacement) : undefined;
    replacement.set(
      original,
      fused ??
        withInputs(
          original,
          original.inputs.map((input) => replacement.get(input)!),
        ),
    );
  }
  return outputs.map((output) => replacement.get(output)!);
}

function fuseSum(
  sum: Node,
  readers: ReadonlyMap<Node, number>,
  replacement: ReadonlyMap<Node, Node>,
): Node | undefined {
  for (const [product, other] of [sum.inputs, [...sum.inputs].reverse()] as [Node, Node][]) {
    const bare = product.kind === 'Gemm' && product.inputs.length === 2 && readers.get(product) === 1;
    if (!bare || !sameShape(product.shape, sum.shape)) continue;
    const [a, b] = product.inputs.map((input) => replacement.get(input)!) as [Node, Node];
    return gemm(a, b, { ...product.attributes, c: replacement.get(other)! });
  }
  return undefined;
}
