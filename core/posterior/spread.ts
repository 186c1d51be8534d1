import type { Node } from '../graph/node.ts';
import { add, softplus } from '../graph/operations.ts';

/** Keeps a network from promising certainty where it has learned an example by heart. */
const smallestSpread = 1e-3;

/**
 * A heteroscedastic network's second output as the standard deviation of the standardised target, always positive
 * (softplus, as Lakshminarayanan et al., arXiv 1612.01474, section 2.2.1, have it for the variance).
 */
export function spreadOf(output: Node): Node {
  return add(softplus(output), smallestSpread);
}
