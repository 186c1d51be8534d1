import { SecateurError } from './errors.ts';

export const activations = ['relu', 'silu', 'tanh', 'sigmoid', 'identity'] as const;
export type Activation = (typeof activations)[number];

/** What a unit puts out when its group is at the spike. */
export function activationAtZero(activation: Activation): number {
  return activation === 'sigmoid' ? 0.5 : 0;
}

/** `units` outputs, each a weighted sum of all inputs plus a bias, then the activation. */
export interface DenseLayer {
  readonly kind: 'dense';
  readonly units: number;
  readonly activation: Activation;
}

/** A feed-forward network: how many features go in, and the layers they pass through. */
export interface NetworkSpec {
  readonly inputs: number;
  readonly layers: readonly DenseLayer[];
}

const maximumWidth = 1_000_000;

/**
 * Reads `784-300-100-10`: inputs, hidden widths, outputs. Hidden layers use `hidden`, the last is linear.
 * @throws NETWORK_INVALID when a width is not a positive whole number or fewer than two are given.
 */
export function parseNetwork(text: string, hidden: Activation = 'relu'): NetworkSpec {
  const widths = text.split('-').map((part) => (/^\d+$/.test(part.trim()) ? Number(part) : Number.NaN));
  if (widths.length < 2 || widths.some((width) => !(width >= 1 && width <= maximumWidth))) {
    throw new SecateurError(
      'NETWORK_INVALID',
      `Cannot read the network '${text}'. Write the widths from inputs to outputs, each a whole number from 1 to ${maximumWidth}, for example 784-300-100-10.`,
    );
  }
  return denseNetwork(widths as [number, number, ...number[]], hidden);
}

export function denseNetwork(widths: readonly number[], hidden: Activation = 'relu'): NetworkSpec {
  return {
    inputs: widths[0]!,
    layers: widths.slice(1).map((units, index) => ({
      kind: 'dense',
      units,
      activation: index === widths.length - 2 ? 'identity' : hidden,
    })),
  };
}

/** Widths from inputs to outputs, the inverse of `denseNetwork`. */
export function widthsOf(network: NetworkSpec): number[] {
  return [network.inputs, ...network.layers.map((layer) => layer.units)];
}

export function formatNetwork(network: NetworkSpec): string {
  return widthsOf(network).join('-');
}

/** Weights and biases. */
export function parameterCount(network: NetworkSpec): number {
  return macCount(network) + network.layers.reduce((sum, layer) => sum + layer.units, 0);
}

/** Multiply-accumulates of one forward pass on one example. */
export function macCount(network: NetworkSpec): number {
  const widths = widthsOf(network);
  return network.layers.reduce((sum, layer, index) => sum + widths[index]! * layer.units, 0);
}
