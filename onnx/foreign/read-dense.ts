import { floatOf, intOf } from '../attributes.ts';
import type { OnnxNode } from '../model.ts';
import { scaledInputs } from './affine.ts';
import type { Weights } from './expression.ts';
import type { GraphView } from './graph-view.ts';
import { constantNumbers } from './load-constant.ts';
import { dataInput, featureOrder, type NodeReader, type Refusal, type Seen } from './seen.ts';

/** alpha x W' + beta C, the weight constant and transposed or not; C constant, one number for each unit or for all. */
export const readGemm: NodeReader = (reading) => {
  const { node, view } = reading;
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  if (data.name !== node.inputs[0]) return 'multiplies a constant from the left';
  if (intOf(node, 'transA', 0) === 1) return 'transposes what it reads';
  const isTransposed = intOf(node, 'transB', 0) === 1;
  const [, weightName, biasName = ''] = node.inputs as [string, string, string?];
  const shape = view.constantShape(weightName);
  if (shape?.length !== 2) return 'has a weight that is no constant matrix';
  const [units, inputs] = (isTransposed ? shape : shape.toReversed()) as [number, number];
  const biasShape = biasName === '' ? [] : view.constantShape(biasName);
  const isRow = biasShape?.every((size, axis) => size === 1 || (axis === biasShape.length - 1 && size === units));
  if (!isRow) return 'adds something that is not one constant for each unit';
  const [alpha, beta] = [floatOf(node, 'alpha', 1), floatOf(node, 'beta', 1)];
  return dense(data.seen, {
    shape: [units, inputs],
    load: () => {
      const weight = constantNumbers(view, weightName, node).values;
      const bias = biasName === '' ? undefined : constantNumbers(view, biasName, node).values;
      return {
        weight: { shape: [units, inputs], data: byUnit(weight, units, inputs, isTransposed, alpha) },
        bias: Float32Array.from({ length: units }, (_, unit) => beta * (bias?.[bias.length === 1 ? 0 : unit] ?? 0)),
      };
    },
  });
};

/** x W */
export const readMatMul: NodeReader = (reading) => {
  const { node, view } = reading;
  const data = dataInput(reading);
  if (typeof data === 'string') return data;
  if (data.name !== node.inputs[0]) return 'multiplies a constant from the left';
  const shape = view.constantShape(node.inputs[1]!);
  if (shape?.length !== 2) return 'has a weight that is no constant matrix';
  return dense(data.seen, matrixWeights(view, node, node.inputs[1]!, shape as [number, number]));
};

function matrixWeights(view: GraphView, node: OnnxNode, name: string, [inputs, units]: [number, number]): Weights {
  return {
    shape: [units, inputs],
    load: () => ({
      weight: {
        shape: [units, inputs],
        data: byUnit(constantNumbers(view, name, node).values, units, inputs, false, 1),
      },
      bias: new Float32Array(units),
    }),
  };
}

/** The layer on what it reads, whose features may lie in another order and have factors and summands pending. */
export function dense(seen: Seen, weights: Weights): Seen | Refusal {
  const { expression, rank, affine } = seen;
  const [units, inputs] = weights.shape as [number, number];
  if (rank !== 2) return 'works on the last axis of a value of more than two axes';
  if (expression.shape[0] !== inputs)
    return `has weights for ${inputs} features where there are ${expression.shape[0]}`;
  const order = featureOrder(seen);
  const ordered = order ? withInputs(weights, order) : weights;
  return {
    expression: {
      layer: { kind: 'dense', units, activation: 'identity' },
      sources: [expression],
      shape: [units],
      weights: affine ? scaledInputs(ordered, affine) : ordered,
    },
    rank: 2,
    isLast: false,
  };
}

/** Rows of units, whichever way the file has them. */
export function byUnit(
  values: Float32Array | Float64Array,
  units: number,
  inputs: number,
  isTransposed: boolean,
  factor: number,
): Float32Array {
  if (isTransposed) return Float32Array.from(values, (value) => value * factor);
  const result = new Float32Array(units * inputs);
  for (let unit = 0; unit < units; unit++) {
    for (let input = 0; input < inputs; input++) result[unit * inputs + input] = values[input * units + unit]! * factor;
  }
  return result;
}

/** The weights `[units, inputs, ...]` with their inputs in another order. */
export function withInputs({ shape, load }: Weights, order: Uint32Array): Weights {
  return {
    shape,
    load: () => {
      const { weight, bias } = load();
      const fanIn = weight.data.length / bias.length;
      const span = fanIn / order.length;
      const data = weight.data.map((_, at) => {
        const place = at % fanIn;
        return weight.data[at - place + order[Math.floor(place / span)]! * span + (place % span)]!;
      });
      return { weight: { shape: weight.shape, data }, bias };
    },
  };
}
