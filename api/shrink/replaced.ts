import { type Activation, type CompactNetwork, graph } from '../../core/index.ts';
import { networkOnRaw } from '../../exporter/index.ts';
import { type ForeignModel, type Spliced, spliceBody } from '../../onnx/index.ts';

/**
 * The model with another network in the place of its body. The scales of features and target are folded into the network's
 * weights, so that it reads and puts out what the body did.
 * @param lastActivation what the body did to its last sums
 */
export function withNetwork(foreign: ForeignModel, network: CompactNetwork, lastActivation: Activation): Spliced {
  const body = foreign.body!;
  const { image, inputs } = body.network;
  const shape = image ? [1, image.channels, image.height, image.width] : [1, inputs];
  const { output } = networkOnRaw(network, graph.input(body.input, shape));
  return spliceBody(foreign, graph.activate(output, lastActivation));
}
