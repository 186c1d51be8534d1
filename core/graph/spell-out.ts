import { type Node, type NodeOf, topologicalOrder } from './node.ts';
import { withInputs } from './operations.ts';
import { simplify } from './simplify.ts';
import { weightGradientInSteps } from './weight-gradient-in-steps.ts';

/**
 * The same computation without ConvWeightGradient, which no engine has as it is. For graphs that are done being
 * differentiated.
 * @param has which of these nodes the engine has after all; none when not given
 */
export function spellOut(outputs: readonly Node[], has: (node: Node) => boolean = () => false): readonly Node[] {
  const order = topologicalOrder(outputs);
  const isForeign = (node: Node): node is NodeOf<'ConvWeightGradient'> & Node =>
    node.kind === 'ConvWeightGradient' && !has(node);
  if (!order.some(isForeign)) return outputs;
  const replacement = new Map<Node, Node>();
  for (const original of order) {
    const inputs = original.inputs.map((input) => replacement.get(input)!);
    replacement.set(
      original,
      isForeign(original)
        ? weightGradientInSteps(inputs[0]!, inputs[1]!, original.attributes)
        : withInputs(original, inputs),
    );
  }
  return simplify(outputs.map((output) => replacement.get(output)!));
}
