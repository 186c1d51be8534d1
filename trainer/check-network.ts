import { type CompactNetwork, formatNetwork, type NetworkSpec, SecateurError, specOf } from '../core/index.ts';

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

/** @throws NETWORK_INVALID when a teacher does not read all features or answers something else */
export function checkTeacher(teacher: CompactNetwork, features: number, outputs: number): void {
  const { inputs, layers } = specOf(teacher);
  if (inputs === features && layers.at(-1)!.units === outputs) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The teacher is a network ${formatNetwork(specOf(teacher))}, but the data needs ${features}-...-${outputs}. Give one that reads all features, such as an uncut one.`,
  );
}

/** @throws NETWORK_INVALID when the network to start from has another shape */
export function checkStart(start: CompactNetwork, network: NetworkSpec): void {
  if (formatNetwork(specOf(start)) === formatNetwork(network)) return;
  throw new SecateurError(
    'NETWORK_INVALID',
    `The network to start from is ${formatNetwork(specOf(start))}, not ${formatNetwork(network)}. Give one of the same shape.`,
  );
}
