import type { CompactNetwork } from '../../core/index.ts';
import { withMembers } from './with-members.ts';

/**
 * The network of the first members of each level alone. What the others contribute is left out and not folded, for every
 * prefix of one file has the same biases.
 * @param prefix how many members of each level (`structureOf`) stay
 */
export function prefixNetwork(network: CompactNetwork, prefix: readonly number[]): CompactNetwork {
  return withMembers(
    network,
    prefix.map((count) => Array.from({ length: count }, (_, index) => index)),
  );
}
