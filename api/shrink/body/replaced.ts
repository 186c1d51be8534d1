import { type Activation, type CompactNetwork, graph } from '../../../core/index.ts';
import { networkOnRaw, type QuantizeOptions } from '../../../exporter/index.ts';
import { type ForeignModel, type Spliced, spliceBody } from '../../../onnx/index.ts';

export interface Replaced extends Spliced {
  /** What weights lie on that were trained as codes, by the initializer's name. */
  readonly grids: NonNullable<QuantizeOptions['grids']>;
}

/**
 * The model with another network in the place of its body. The scales of features and target are folded into the network's
 * weights, so that it reads and puts out what the body did.
 * @param lastActivation what the body did to its last sums
 */
export function withNetwork(foreign: ForeignModel, network: CompactNetwork, lastActivation: Activation): Replaced {
  const body = foreign.body!;
  const { image, inputs } = body.network;
  const shape = image ? [1, image.channels, image.height, image.width] : [1, inputs];
  const { output, names, grids } = networkOnRaw(network, graph.input(body.input, shape));
  const { constants, ...spliced } = spliceBody(foreign, graph.activate(output, lastActivation), names);
  const renamed = Object.entries(grids).map(([name, grid]) => [constants.get(name)!, grid]);
  return { ...spliced, grids: Object.fromEntries(renamed) };
}
