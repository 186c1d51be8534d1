import { totalmem } from 'node:os';
import { type NetworkSpec, parameterCount, parseNetwork, SecateurError } from '../../core/index.ts';
import { bytes, count } from '../format.ts';

/** Mean and spread of every weight, their gradients and two moments each, and copies of the state on its way. */
const bytesPerParameter = 64;

/** @throws NETWORK_INVALID for what is no network, or more than the memory can hold. */
export function readNetwork(text: string): NetworkSpec {
  const network = parseNetwork(text);
  const needed = bytesPerParameter * parameterCount(network);
  if (needed > totalmem()) {
    throw new SecateurError(
      'NETWORK_INVALID',
      `The network '${text}' has ${count(parameterCount(network))} parameters: training it takes about ${bytes(needed)} of memory, and this machine has ${bytes(totalmem())}. Choose smaller widths.`,
    );
  }
  return network;
}
