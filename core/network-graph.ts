import type { CompactNetwork } from './compact-network.ts';
import { activate } from './graph/activate.ts';
import type { Node } from './graph/index.ts';
import { constant, gemm } from './graph/operations.ts';

/** The network's outputs `[batch, outputs]` for the features it reads, `[batch, keptInputs.length]`. */
export function networkGraph(network: Pick<CompactNetwork, 'layers'>, features: Node): Node {
  return network.layers.reduce((values, { weight, bias, activation }) => {
    const product = gemm(values, constant(weight.data, weight.shape), {
      transB: true,
      c: constant(bias.data, bias.shape),
    });
    return activate(product, activation);
  }, features);
}
