import { dequantised } from '../fold/dequantise.ts';
import type { OnnxNode } from '../model.ts';
import type { Weights } from './expression.ts';
import { constantNumbers } from './load-constant.ts';
import { byUnit } from './read-dense.ts';
import type { Reading } from './seen.ts';

/** Where a node has an integer weight, its scales and its bias. */
export interface Integers {
  readonly shape: readonly number[];
  readonly weight: string;
  readonly weightScale: string;
  readonly weightZero: string;
  /** Along which the scales of the weight lie, if there are several. */
  readonly axis: number;
  readonly xScale: string;
  /** In units of both scales; '' where there is none. */
  readonly bias: string;
}

/** The weight as the file has it, and a bias for each unit. */
export function integerWeights({ node, view }: Reading, integers: Integers): Weights {
  const { shape, weight, weightScale, weightZero, axis, xScale, bias } = integers;
  const units = shape[axis]!;
  return {
    shape,
    load: () => {
      const numbers = (name: string) => (name === '' ? undefined : constantNumbers(view, name, node));
      const scales = numbers(weightScale)!.values;
      const along: OnnxNode = { ...node, attributes: { axis: { type: 'int', value: axis } } };
      const flat = {
        elementType: 'float32' as const,
        shape: scales.length === 1 ? [] : [scales.length],
        values: scales,
      };
      const values = dequantised(along, [numbers(weight), flat, numbers(weightZero)])?.values;
      const biases = numbers(bias)?.values;
      const unit = numbers(xScale)?.values[0] ?? 1;
      return {
        weight: { shape, data: Float32Array.from(values ?? []) },
        bias: Float32Array.from(
          { length: units },
          (_, at) => (biases?.[at] ?? 0) * unit * scales[scales.length === 1 ? 0 : at]!,
        ),
      };
    },
  };
}

/** A matrix of inputs by units (or, transposed, the other way round) as the weight of a dense layer. */
export function asDense({ shape, load }: Weights, isTransposed: boolean): Weights {
  const [units, inputs] = (isTransposed ? shape : shape.toReversed()) as [number, number];
  return {
    shape: [units, inputs],
    load: () => {
      const { weight, bias } = load();
      return { weight: { shape: [units, inputs], data: byUnit(weight.data, units, inputs, isTransposed, 1) }, bias };
    },
  };
}
