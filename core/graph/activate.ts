import type { Activation } from '../network/network-spec.ts';
import type { Node } from './node.ts';
import { add, erf, max, min, mul, relu, sigmoid, tanh } from './operations.ts';

/** Slope of the leaky rectifier below 0. */
const leak = 0.01;

/** A layer's activation as graph nodes. */
export function activate(x: Node, activation: Activation): Node {
  switch (activation) {
    case 'relu':
      return relu(x);
    case 'relu6':
      return min(relu(x), 6);
    case 'leaky':
      return max(x, mul(x, leak));
    case 'gelu':
      return mul(mul(x, 0.5), add(1, erf(mul(x, Math.SQRT1_2))));
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
