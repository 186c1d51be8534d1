import { type ForeignGraph, int, ints, text } from './foreign-graph.ts';
import { attended, shuffled, squeezed } from './random-gates.ts';
import { activated, dense, maybeNormed, oneOf, passed, type RandomForeign, weight } from './random-parts.ts';

export function randomImage(g: ForeignGraph): RandomForeign {
  const { random } = g;
  const [height, width] = [6 + Math.floor(4 * random.uniform()), 6 + Math.floor(4 * random.uniform())];
  const first = 1 + Math.floor(3 * random.uniform());
  const isLast = random.uniform() < 0.4;
  let value = isLast ? g.node('Transpose', ['x'], { perm: ints([0, 3, 1, 2]) }) : 'x';
  let [channels, h, w] = [first, height, width];
  const depth = 1 + Math.floor(3 * random.uniform());
  for (let layer = 0; layer < depth; layer++) {
    const filters = layer > 0 && random.uniform() < 0.4 ? channels : 2 + Math.floor(4 * random.uniform());
    const before = value;
    const isDepthwise = filters === channels && random.uniform() < 0.5;
    const groups = isDepthwise ? channels : groupsOf(g, channels, filters);
    value = conv(g, value, filters, channels / groups, groups);
    value = activated(g, maybeNormed(g, passed(g, value), filters, 4), 4);
    if (layer > 0 && filters === channels) value = activated(g, g.node('Add', [value, before]), 4);
    channels = filters;
    if (channels % 2 === 0 && random.uniform() < 0.25) value = shuffled(g, value, channels, [h, w]);
    if (random.uniform() < 0.25) value = squeezed(g, value, channels);
    if (random.uniform() < 0.15) value = attended(g, value, channels);
    if (random.uniform() < 0.15) value = g.node('PRelu', [value, g.weights([channels, 1, 1], 0.5, 0.5)]);
    if (random.uniform() < 0.4 && h > 3 && w > 3) {
      const ceil = g.opset >= 10 && random.uniform() < 0.5 ? 1 : 0;
      const kind = oneOf(random, ['MaxPool', 'AveragePool']);
      value = g.node(kind, [value], {
        kernel_shape: ints([2, 2]),
        strides: ints([2, 2]),
        ...(ceil && { ceil_mode: int(1) }),
      });
      const round = ceil ? Math.ceil : Math.floor;
      [h, w] = [round(h / 2), round(w / 2)];
      if (random.uniform() < 0.3) value = activated(g, value, 4);
    }
    if (random.uniform() < 0.2) value = maybeNormed(g, value, channels, 4);
  }
  const own = isLast ? [height, width, first] : [first, height, width];
  if (random.uniform() < 0.15) {
    const scores = conv(g, activated(g, conv(g, value, 4, channels, 1), 4), 3, 4, 1);
    return { model: g.model(scores, ['N', ...own], ['N', 3, h, w]), shape: [3, ...own] };
  }
  const [vector, size] = asVector(g, value, channels, isLast);
  const last = dense(g, vector, size ?? channels * h * w, 3);
  return { model: g.model(last, ['N', ...own], ['N', 3]), shape: [3, ...own] };
}

/** Few groups of several channels now and then, where the numbers of channels allow it. */
function groupsOf({ random }: ForeignGraph, channels: number, filters: number): number {
  const isEven = channels % 2 === 0 && filters % 2 === 0;
  return isEven && channels > 2 && random.uniform() < 0.3 ? 2 : 1;
}

function conv(g: ForeignGraph, x: string, filters: number, depth: number, group: number): string {
  const bias = g.random.uniform() < 0.6 ? [g.weights([filters])] : [];
  const around =
    g.random.uniform() < 0.5
      ? g.random.uniform() < 0.3
        ? { pads: ints([2, 1, 2, 1]), dilations: ints([2, 1]) }
        : { pads: ints([1, 1, 1, 1]) }
      : { auto_pad: text(oneOf(g.random, ['SAME_UPPER', 'SAME_LOWER'])) };
  return g.node('Conv', [x, weight(g, [filters, depth, 3, 3]), ...bias], {
    ...around,
    ...(group > 1 && { group: int(group) }),
  });
}

/** Flattened (also channels last, as Keras does it) or averaged; with its length where that does not depend on the image. */
function asVector(g: ForeignGraph, x: string, channels: number, isLast: boolean): [string, number?] {
  const reshape = (value: string, target: readonly number[]) => g.node('Reshape', [value, g.indices(target)]);
  switch (Math.floor(4 * g.random.uniform())) {
    case 0:
      return [reshape(g.node('GlobalAveragePool', [x]), [-1, channels]), channels];
    case 1: {
      const axes = g.opset >= 18 ? [g.indices([2, 3])] : [];
      return [
        g.node('ReduceMean', [x, ...axes], { keepdims: int(0), ...(g.opset < 18 && { axes: ints([2, 3]) }) }),
        channels,
      ];
    }
    case 2: {
      const turned = isLast ? g.node('Transpose', [x], { perm: ints([0, 2, 3, 1]) }) : x;
      const batch = g.node('Gather', [g.node('Shape', [turned]), g.indices([0])], { axis: int(0) });
      return [g.node('Reshape', [turned, g.node('Concat', [batch, g.indices([-1])], { axis: int(0) })])];
    }
    default:
      return [g.node('Flatten', [isLast ? g.node('Transpose', [x], { perm: ints([0, 2, 3, 1]) }) : x])];
  }
}
