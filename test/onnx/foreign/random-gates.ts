import { type ForeignGraph, int, ints } from './foreign-graph.ts';
import { activated, dense, oneOf } from './random-parts.ts';

/** Squeeze and excitation, with convolutions of 1 x 1 or with dense layers. */
export function squeezed(g: ForeignGraph, image: string, channels: number): string {
  const mean = g.node('GlobalAveragePool', [image]);
  const gate = (x: string) => g.node(oneOf(g.random, ['Sigmoid', 'HardSigmoid', 'Relu']), [x]);
  if (g.random.uniform() < 0.5) {
    const inner = g.node('Relu', [g.node('Conv', [mean, g.weights([2, channels, 1, 1]), g.weights([2])])]);
    return g.node('Mul', [image, gate(g.node('Conv', [inner, g.weights([channels, 2, 1, 1])]))]);
  }
  const inner = activated(g, dense(g, g.node('Flatten', [mean]), channels, 2), 2);
  const scales = gate(dense(g, inner, 2, channels));
  return g.node('Mul', [g.node('Reshape', [scales, g.indices([-1, channels, 1, 1])]), image]);
}

/** Spatial attention: one number for each place, of all channels, of their mean or of the largest. */
export function attended(g: ForeignGraph, image: string, channels: number): string {
  const { random, opset } = g;
  const axes = opset >= 18 ? [g.indices([1])] : [];
  const reduced = (opType: string) =>
    g.node(opType, [image, ...axes], { keepdims: int(1), ...(opset < 18 && { axes: ints([1]) }) });
  const [read, depth] =
    random.uniform() < 0.7 ? [reduced(oneOf(random, ['ReduceMean', 'ReduceMax'])), 1] : [image, channels];
  const sums = g.node('Conv', [read, g.weights([1, depth, 3, 3]), g.weights([1])], { pads: ints([1, 1, 1, 1]) });
  const gate = g.node(oneOf(random, ['Sigmoid', 'HardSigmoid', 'Tanh']), [sums]);
  return g.node(random.uniform() < 0.8 ? 'Mul' : 'Add', [gate, image]);
}

/** Some channels around a convolution, and all of them shuffled where there is an even number. */
export function shuffled(g: ForeignGraph, image: string, channels: number, [height, width]: readonly [number, number]) {
  const middle = channels / 2;
  const [kept, other] = halves(g, image, channels, 1) as [string, string];
  const changed = g.node('Relu', [g.node('Conv', [other, g.weights([middle, middle, 1, 1]), g.weights([middle])])]);
  const joined = g.node('Concat', [kept, changed], { axis: int(g.opset >= 11 ? -3 : 1) });
  const shape = (sizes: readonly number[]) => g.indices([0, ...sizes, height, width]);
  const divided = g.node('Reshape', [joined, shape([2, middle])]);
  const turned = g.node('Transpose', [divided], { perm: ints([0, 2, 1, 3, 4]) });
  return g.node('Reshape', [turned, shape([channels])]);
}

/** One half of the features times what the sigmoid makes of the other. */
export function gated(g: ForeignGraph, x: string, width: number): string {
  const [value, gate] = halves(g, x, width, 1) as [string, string];
  return g.node('Mul', [value, g.node('Sigmoid', [gate])]);
}

/** By Split, Slice or Gather. */
function halves(g: ForeignGraph, x: string, size: number, axis: number): readonly string[] {
  const middle = size / 2;
  switch (Math.floor(4 * g.random.uniform())) {
    case 0: {
      const list = (from: number) =>
        g.indices(Array.from({ length: middle }, (_, at) => from + at - (from > 0 ? size : 0)));
      if (g.opset < 11) break;
      return [0, middle].map((from) => g.node('Gather', [x, list(from)], { axis: int(axis) }));
    }
    case 1:
      if (g.opset < 10) break;
      return [
        g.node('Slice', [x, g.indices([0]), g.indices([-middle]), g.indices([axis])]),
        g.node('Slice', [x, g.indices([middle]), g.indices([2 ** 31 - 1]), g.indices([axis]), g.indices([1])]),
      ];
    case 2:
      return g.several('Split', [x], 2, { axis: int(axis), ...(g.opset >= 18 && { num_outputs: int(2) }) });
  }
  return g.opset >= 13
    ? g.several('Split', [x, g.indices([middle, middle])], 2, { axis: int(axis) })
    : g.several('Split', [x], 2, { axis: int(axis), split: ints([middle, middle]) });
}
