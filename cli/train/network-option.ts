import { totalmem } from 'node:os';
import {
  type NetworkSpec,
  networkPresets,
  outputWidth,
  parameterCount,
  parseNetwork,
  parseNetworkDocument,
  presetNetwork,
  SecateurError,
} from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { readText } from '../../files/index.ts';
import { bytes, count } from '../format.ts';

/** Mean and spread of every weight, their gradients and two moments each, and copies of the state on its way. */
const bytesPerParameter = 64;

/** What can be told from the text alone is said before any data is read. @throws NETWORK_INVALID */
export function networkText(text: string): string {
  const isNamed = /\.json$/i.test(text) || networkPresets.some(({ name }) => name === text);
  if (!isNamed) checkMemory(parseNetwork(text), text);
  return text;
}

/**
 * The network that `--network` names: widths and layers as `parseNetwork` reads them, a preset such as `lenet5`, or a
 * `.json` file with a `NetworkSpec`.
 * @throws NETWORK_INVALID for what is no network, does not suit the data, or is more than the memory can hold
 */
export async function namedNetwork(text: string, { input, task }: Dataset): Promise<NetworkSpec> {
  const isPreset = networkPresets.some(({ name }) => name === text);
  if (isPreset && input.kind !== 'image') {
    throw new SecateurError(
      'NETWORK_INVALID',
      `The network ${text} reads images, but the data is a table. Write widths, for example 10-50-${outputWidth(task)}.`,
    );
  }
  const preset = input.kind === 'image' ? presetNetwork(text, input, outputWidth(task)) : undefined;
  const network =
    preset ?? (/\.json$/i.test(text) ? parseNetworkDocument(await readText(text), text) : parseNetwork(text));
  checkMemory(network, text);
  return network;
}

function checkMemory(network: NetworkSpec, text: string): void {
  const needed = bytesPerParameter * parameterCount(network);
  if (needed > totalmem()) {
    throw new SecateurError(
      'NETWORK_INVALID',
      `The network '${text}' has ${count(parameterCount(network))} parameters: training it takes about ${bytes(needed)} of memory, and this machine has ${bytes(totalmem())}. Choose smaller widths.`,
    );
  }
}
