import type { AlignedNodes, NodeChange } from '../../shared/operations/compare.ts';
import type { NodeFacts } from './node-facts.ts';

/** More pairs than that are not weighed against each other: names and order alone decide then. */
const mostPairs = 6_000_000;

/**
 * Puts the nodes of two models beside each other, in the order in which both run: the alignment with the most evidence
 * (Needleman and Wunsch 1970), where only nodes of one operator can stand for each other, and equal names, weights and
 * details speak for it. Every node is in exactly one row.
 */
export function alignNodes(before: readonly NodeFacts[], after: readonly NodeFacts[]): AlignedNodes[] {
  const pairs = before.length * after.length <= mostPairs ? bestPairs(before, after) : pairsInOrder(before, after);
  const rows: AlignedNodes[] = [];
  let [left, right] = [0, 0];
  const skipTo = (nextLeft: number, nextRight: number) => {
    for (; left < nextLeft; left++) rows.push({ change: 'removed', before: shown(before[left]!), after: undefined });
    for (; right < nextRight; right++) rows.push({ change: 'added', before: undefined, after: shown(after[right]!) });
  };
  for (const [one, other] of pairs) {
    skipTo(one, other);
    const [from, to] = [before[one]!, after[other]!];
    rows.push({ change: changeOf(from, to), before: shown(from), after: shown(to) });
    left++;
    right++;
  }
  skipTo(before.length, after.length);
  return rows;
}

/** How much speaks for two nodes being the same; 0 where they cannot be. */
function evidence(one: NodeFacts, other: NodeFacts): number {
  if (one.operator !== other.operator || one.weights.length !== other.weights.length) return 0;
  return (
    4 +
    (one.name === other.name ? 3 : 0) +
    (JSON.stringify(one.weights) === JSON.stringify(other.weights) ? 2 : 0) +
    (one.details === other.details ? 1 : 0)
  );
}

function bestPairs(before: readonly NodeFacts[], after: readonly NodeFacts[]): [number, number][] {
  const width = after.length + 1;
  /** The most evidence for the nodes from each pair on. */
  const best = new Int32Array((before.length + 1) * width);
  for (let one = before.length - 1; one >= 0; one--) {
    for (let other = after.length - 1; other >= 0; other--) {
      const found = evidence(before[one]!, after[other]!);
      const paired = found === 0 ? 0 : found + best[(one + 1) * width + other + 1]!;
      best[one * width + other] = Math.max(paired, best[(one + 1) * width + other]!, best[one * width + other + 1]!);
    }
  }
  const pairs: [number, number][] = [];
  let [one, other] = [0, 0];
  while (one < before.length && other < after.length) {
    const here = best[one * width + other]!;
    const found = evidence(before[one]!, after[other]!);
    if (found > 0 && here === found + best[(one + 1) * width + other + 1]!) pairs.push([one++, other++]);
    else if (here === best[(one + 1) * width + other]!) one++;
    else other++;
  }
  return pairs;
}

/** Each node with the next one of its name, or else with the next one that could be it and has no namesake. */
function pairsInOrder(before: readonly NodeFacts[], after: readonly NodeFacts[]): [number, number][] {
  const pairs: [number, number][] = [];
  const reach = 64;
  const names = new Set(before.map(({ name }) => name));
  let next = 0;
  before.forEach((one, at) => {
    const candidates = after.slice(next, next + reach);
    const could = candidates.map((other) => evidence(one, other) > 0);
    const named = candidates.findIndex(({ name }, index) => could[index] && name === one.name);
    const found = named >= 0 ? named : candidates.findIndex(({ name }, index) => could[index] && !names.has(name));
    if (found < 0) return;
    pairs.push([at, next + found]);
    next += found + 1;
  });
  return pairs;
}

function changeOf(one: NodeFacts, other: NodeFacts): NodeChange {
  const sizes = ({ weights }: NodeFacts) => weights.flat();
  const [from, to] = [sizes(one), sizes(other)];
  if (from.length === to.length && from.some((size, at) => size !== to[at])) {
    if (from.every((size, at) => size >= to[at]!)) return 'narrowed';
    if (from.every((size, at) => size <= to[at]!)) return 'widened';
    return 'changed';
  }
  return from.length === to.length && one.details === other.details ? 'same' : 'changed';
}

function shown({ node, operator, name, weights, output }: NodeFacts): NonNullable<AlignedNodes['before']> {
  return { node, operator, name, weights, output };
}
