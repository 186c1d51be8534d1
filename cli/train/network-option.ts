import { totalmem } from 'node:os';
import { checkTrainingMemory, networkPresets, parseNetwork } from '../../core/index.ts';

/** What can be told from the text alone is said before any data is read. @throws NETWORK_INVALID */
export function networkText(text: string): string {
  const isNamed = /\.json$/i.test(text) || networkPresets.some(({ name }) => name === text);
  if (!isNamed) checkTrainingMemory(parseNetwork(text), text, totalmem());
  return text;
}
