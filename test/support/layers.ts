import type { DenseLayer, NetworkSpec } from '../../core/index.ts';

/** The layers of a chain of dense ones, typed as such. */
export function denseLayers(network: NetworkSpec): readonly DenseLayer[] {
  return network.layers as readonly DenseLayer[];
}
