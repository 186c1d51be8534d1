import type { InputSpec } from './input-spec.ts';
import type { Activation, NetworkSpec } from './network-spec.ts';
import { denseNetwork } from './network-spec.ts';
import type { Task } from './task.ts';
import type { Tensor } from './tensor.ts';

/** Plain weights, ready to run: what is left after the cut, or a dense network where nothing was cut. */
export interface CompactNetwork {
  readonly input: InputSpec;
  readonly task: Task;
  /** Which features (indices into `featuresOf(input)`) the first layer reads, ascending. */
  readonly keptInputs: readonly number[];
  readonly layers: readonly CompactLayer[];
}

export interface CompactLayer {
  /** `[units, inputs]` */
  readonly weight: Tensor;
  /** `[units]` */
  readonly bias: Tensor;
  readonly activation: Activation;
  /** Indices of these units in the network before the cut, ascending. */
  readonly keptUnits: readonly number[];
}

/** The compact network's own widths, for counting and for further training. */
export function specOf(network: CompactNetwork): NetworkSpec {
  const spec = denseNetwork([network.keptInputs.length, ...network.layers.map((layer) => layer.keptUnits.length)]);
  return {
    inputs: spec.inputs,
    layers: spec.layers.map((layer, index) => ({ ...layer, activation: network.layers[index]!.activation })),
  };
}
