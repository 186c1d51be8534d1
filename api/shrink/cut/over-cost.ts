import { type Kept, macCount, type NetworkSpec, narrowNetwork, type Scores } from '../../../core/index.ts';

/**
 * Scores over the square root of the multiply-accumulates that leave with a member, of which a filter has a hundred times
 * those of a unit. By the scores alone all units that are cheap would go first, and win nothing; over the whole cost all of
 * what is dear, though with each that goes the others are dearer to lose.
 * @param kept what is left of the network
 */
export function overCost(scores: Scores, network: NetworkSpec, kept: Kept): Scores {
  const whole = macCount(narrowNetwork(network, kept));
  const levels = scores.levels.map((values, level) => {
    // The last of a level stays.
    if (!values || kept[level]!.length < 2) return values;
    const without = kept.map((members, at) => (at === level ? members.slice(1) : members));
    const cost = whole - macCount(narrowNetwork(network, without));
    return values.map((value) => value / Math.sqrt(Math.max(1, cost)));
  });
  return { ...scores, levels };
}
