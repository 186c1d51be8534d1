import { type Activation, type NamedActivation, withNumbers } from '../network/activation.ts';
import type { Node } from './node.ts';
import {
  abs,
  add,
  constant,
  div,
  elu,
  erf,
  hardSigmoid,
  leakyRelu,
  max,
  min,
  mul,
  pRelu,
  relu,
  sigmoid,
  softplus,
  tanh,
} from './operations.ts';

/** Self-normalising networks (arXiv 1706.02515), in float32 as ONNX has them. */
const selu = { alpha: 1.6732631921768188, scale: 1.0507010221481323 };

/** A layer's activation as graph nodes. */
export function activate(x: Node, activation: Activation): Node {
  if (typeof activation === 'string') return named(x, activation);
  switch (activation.name) {
    case 'leaky':
      return leakyRelu(x, activation.slope);
    case 'prelu':
      return pRelu(x, constant(activation.slopes, [activation.slopes.length, ...x.shape.slice(2).fill(1)]));
    case 'elu':
      return elu(x, activation.alpha);
    case 'clip':
      return min(max(x, activation.low), activation.high);
    case 'hardsigmoid':
      return hardSigmoid(x, activation.slope, activation.offset);
    default:
      return activation satisfies never;
  }
}

function named(x: Node, activation: NamedActivation): Node {
  switch (activation) {
    case 'relu':
      return relu(x);
    case 'relu6':
      return min(relu(x), 6);
    case 'leaky':
    case 'elu':
    case 'hardsigmoid':
      return activate(x, withNumbers(activation));
    case 'selu':
      return mul(elu(x, selu.alpha), selu.scale);
    case 'gelu':
      return mul(mul(x, 0.5), add(1, erf(mul(x, Math.SQRT1_2))));
    case 'tanhgelu':
      return mul(mul(x, 0.5), add(1, tanh(mul(mul(x, add(1, mul(mul(x, x), 0.044715))), Math.sqrt(2 / Math.PI)))));
    case 'quickgelu':
      return mul(x, sigmoid(mul(x, 1.702)));
    case 'silu':
      return mul(x, sigmoid(x));
    case 'mish':
      return mul(x, tanh(softplus(x)));
    case 'hardswish':
      return mul(x, named(x, 'hardsigmoid'));
    case 'tanh':
      return tanh(x);
    case 'sigmoid':
      return sigmoid(x);
    case 'softplus':
      return softplus(x);
    case 'softsign':
      return div(x, add(abs(x), 1));
    case 'identity':
      return x;
    default:
      return activation satisfies never;
  }
}
