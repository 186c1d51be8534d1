import { formatCount, formatNetwork, type NetworkSpec } from '../../core/index.ts';
import type { Dataset } from '../../datasets/index.ts';
import { networkFor } from '../network-for.ts';

/** The rule of `networkFor`, and the sentence that says so. */
export function chooseNetwork(dataset: Dataset): { readonly network: NetworkSpec; readonly note: string } {
  const network = networkFor(dataset);
  const rows = formatCount(dataset.split.train.length);
  const features = `${network.inputs} ${network.inputs === 1 ? 'feature' : 'features'}`;
  return {
    network,
    note: `Network ${formatNetwork(network)}, chosen for ${rows} training rows of ${features}; --network names another.`,
  };
}
