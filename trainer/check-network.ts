import { type NetworkSpec, SecateurError } from '../core/index.ts';

/** @throws NETWORK_INVALID when a network's ends are not what the data needs */
export function checkNetwork(network: NetworkSpec, features: number, outputs: number): void {
  const last = network.layers.at(-1)!.units;
  if (network.inputs !== features || last !== outputs) {
    throw new SecateurError(
      'NETWORK_INVALID',
      `The network takes ${network.inputs} inputs and gives ${last} outputs, but the data has ${features} features and needs ${outputs}. Write it as ${features}-...-${outputs}.`,
    );
  }
}
