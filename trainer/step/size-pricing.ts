import { graph, type Node, type SizeRecord } from '../../core/index.ts';

/** The state that holds a size-aware prior's price. */
export const priceName = 'size.price';

/**
 * The price of a parameter (or multiply-accumulate) as a controlled quantity: it rises while the expected size is above its
 * target and falls while below. The target shrinks from the full size to the budget along the warm-up, evenly in the log.
 */
export function sizePricing(
  { budget, price }: SizeRecord,
  size: Node,
  fullSize: number,
  slabWarmUp: Node,
): { before: Node; after: Node } {
  const gain = 0.005;
  const before = graph.input(priceName, []);
  const rest = graph.square(graph.sub(1, slabWarmUp));
  const logTarget = graph.add(Math.log(budget), graph.mul(rest, Math.log(fullSize / budget)));
  const excess = graph.max(-1, graph.min(1, graph.mul(3, graph.sub(graph.log(size), logTarget))));
  const adjusted = graph.mul(before, graph.exp(graph.mul(excess, gain)));
  return { before, after: graph.max(price / 50, graph.min(2000 * price, adjusted)) };
}
