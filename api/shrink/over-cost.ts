import { type Kept, macCount, type NetworkSpec, narrowNetwork, parameterCount, type Scores } from '../../core/index.ts';

/**
 * Scores over the square root of what leaves with a member. By the scores alone what is cheap goes first, and wins nothing;
 * over the whole cost all of what is dear would go, though with each that does the others are dearer to lose.
 * @param kept what is left of the network
 * @param unit what costs are counted in
 */
export function overCost(scores: Scores, network: NetworkSpec, kept: Kept, unit: 'parameters' | 'macs'): Scores {
  const count = unit === 'macs' ? macCount : parameterCount;
  const size = count(narrowNetwork(network, kept));
  const levels = scores.levels.map((values, level) => {
    // The last of a level stays.
    if (!values || kept[level]!.length < 2) return values;
    const without = kept.map((members, at) => (at === level ? members.slice(1) : members));
    const cost = size - count(narrowNetwork(network, without));
    return values.map((value) => value / Math.sqrt(cost));
  });
  return { ...scores, levels };
}
