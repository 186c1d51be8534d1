import type { Activation } from '../network-spec.ts';
import type { Node } from './node.ts';
import { mul, relu, sigmoid, tanh } from './operations.ts';

/** A layer's activation as graph nodes. */
export function activate(x: Node, activation: Activation): Node {
  switch (activation) {
    case 'relu':
      return relu(x);
    case 'silu':
      return mul(x, sigmoid(x));
    case 'tanh':
      return tanh(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'identity':
      return x;
    default:
      return activation satisfies never;
  }
}
