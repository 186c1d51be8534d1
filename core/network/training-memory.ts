import { SecateurError } from '../errors.ts';
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
    `The network '${text}' has ${parameters.toLocaleString('en-US')} parameters: training it takes about ${gigabytes(needed)} of memory, and this machine has ${gigabytes(availableBytes)}. Choose smaller widths.`,
  );
}

function gigabytes(bytes: number): string {
  return `${Number((bytes / 1e9).toPrecision(3))} GB`;
}
