import { totalmem } from 'node:os';
import {
  checkTrainingMemory,
  type NetworkSpec,
  networkPresets,
  outputWidth,
  parseNetwork,
  parseNetworkDocument,
  presetNetwork,
  SecateurError,
} from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { readText } from '../../files/index.ts';

/**
 * The network that a text names: widths and layers as `parseNetwork` reads them, a preset such as `lenet5`, or a
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
  checkTrainingMemory(network, text, totalmem());
  return network;
}
