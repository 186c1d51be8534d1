import { SecateurError } from '../errors.ts';
import { formatBytes, formatCount } from '../figures.ts';
import { parameterCount } from './network-levels.ts';
import type { NetworkSpec } from './network-spec.ts';

/** Mean and spread of every weight, their gradients and two moments each, and copies of the state on its way. */
const bytesPerParameter = 64;

/**
 * @param text what the user called the network
 * @param availableBytes of the machine
 * @throws NETWORK_INVALID when training it cannot fit
 */
export function checkTrainingMemory(network: NetworkSpec, text: string, availableBytes: number): void {
  const parameters = parameterCount(network);
  const needed = bytesPerParameter * parameters;
  if (needed <= availableBytes) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The network '${text}' has ${formatCount(parameters)} parameters: training it takes about ${formatBytes(needed)} of memory, and this machine has ${formatBytes(availableBytes)}. Choose smaller widths.`,
  );
}
