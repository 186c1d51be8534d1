import { SecateurError } from '../errors.ts';
import { gradientRules } from './gradient-rules.ts';
import { type Node, topologicalOrder } from './node.ts';
import { add, fill, node } from './operations.ts';

/**
 * Reverse-mode differentiation from graph to graph: nodes for the derivative of the scalar `loss` with respect to
 * each of `parameters`, in their order and of their shapes. Where the loss does not depend on a parameter the gradient
 * is zeros.
 * @throws SHAPE_MISMATCH when `loss` is not a scalar.
 */
export function gradients(loss: Node, parameters: readonly Node[]): Node[] {
  if (loss.shape.length !== 0) {
    throw new SecateurError(
      'SHAPE_MISMATCH',
      `Only a scalar has a gradient; this has shape [${loss.shape.join(', ')}].`,
    );
  }
  const order = topologicalOrder([loss]);
  const wanted = dependents(order, parameters);
  const adjoints = new Map<Node, Node>([[loss, node(1)]]);
  for (const current of order.reverse()) {
    const adjoint = adjoints.get(current);
    if (!adjoint || !wanted.has(current)) continue;
    const rule = gradientRules[current.kind];
    const contributions = new Map<Node, Node>();
    current.inputs.forEach((input, index) => {
      if (wanted.has(input)) accumulate(contributions, input, rule(current as never, adjoint, index));
    });
    // First within the node: both factors of a square contribute the same, which simplifies to twice one of them.
    for (const [input, contribution] of contributions) accumulate(adjoints, input, contribution);
  }
  return parameters.map((parameter) => adjoints.get(parameter) ?? fill(parameter.shape, 0));
}

function accumulate(sums: Map<Node, Node>, key: Node, contribution: Node): void {
  const sum = sums.get(key);
  sums.set(key, sum ? add(sum, contribution) : contribution);
}

/** Nodes through which a derivative can flow to a parameter: nothing is built for the others. */
function dependents(order: readonly Node[], parameters: readonly Node[]): Set<Node> {
  const found = new Set<Node>(parameters);
  for (const current of order) {
    if (current.type !== 'float' || current.kind === 'StopGradient') continue;
    if (current.inputs.some((input) => found.has(input))) found.add(current);
  }
  return found;
}
