import { type ForeignGraph, int, ints } from './foreign-graph.ts';
import { activated, dense, maybeNormed, oneOf, passed, type RandomForeign, weight } from './random-parts.ts';

/** Convolutions over one axis, with axes of size 1 put in and taken out again as Keras does it, or without. */
export function randomSeries(g: ForeignGraph): RandomForeign {
  const { random } = g;
  const first = 1 + Math.floor(3 * random.uniform());
  const isLast = random.uniform() < 0.4;
  const steps = 16;
  let value = isLast ? g.node('Transpose', ['x'], { perm: ints([0, 2, 1]) }) : 'x';
  let [channels, length] = [first, steps];
  const depth = 1 + Math.floor(3 * random.uniform());
  for (let layer = 0; layer < depth; layer++) {
    const filters = layer > 0 && random.uniform() < 0.5 ? channels : 2 + Math.floor(4 * random.uniform());
    const [before, dilation] = [value, 1 + Math.floor(2 * random.uniform())];
    const group = filters === channels && random.uniform() < 0.5 ? channels : 1;
    value = seriesConv(g, value, [filters, channels / group], dilation, group);
    value = activated(g, maybeNormed(g, passed(g, value), filters, 3), 3);
    if (layer > 0 && filters === channels) value = activated(g, g.node('Add', [value, before]), 3);
    channels = filters;
    if (random.uniform() < 0.5 && length > 4) {
      const kind = oneOf(random, ['MaxPool', 'AveragePool']);
      const counts = kind === 'AveragePool' && random.uniform() < 0.5 && { count_include_pad: int(1) };
      const window = { kernel_shape: ints([3]), strides: ints([2]), pads: ints([1, 1]) };
      value = g.node(kind, [value], { ...window, ...counts });
      length = Math.floor((length - 1) / 2) + 1;
    }
  }
  const isFlat = random.uniform() < 0.5;
  const turned = isFlat && isLast ? g.node('Transpose', [value], { perm: ints([0, 2, 1]) }) : value;
  const vector = g.node('Flatten', [isFlat ? turned : g.node('GlobalMaxPool', [value])]);
  const last = dense(g, vector, isFlat ? channels * length : channels, 3);
  const own = isLast ? [steps, first] : [first, steps];
  return { model: g.model(last, ['N', ...own], ['N', 3]), shape: [3, ...own] };
}

function seriesConv(g: ForeignGraph, x: string, sizes: readonly number[], dilation: number, group: number): string {
  const attributes = group > 1 ? { group: int(group) } : {};
  if (g.random.uniform() < 0.5) {
    const pads = ints([dilation, dilation]);
    return g.node('Conv', [x, weight(g, [...sizes, 3])], { ...attributes, pads, dilations: ints([dilation]) });
  }
  // Axes are an attribute before opset 13, an input from then on.
  const along = (opType: string, value: string) =>
    g.opset >= 13 ? g.node(opType, [value, g.indices([2])]) : g.node(opType, [value], { axes: ints([2]) });
  const [pads, dilations] = [ints([0, dilation, 0, dilation]), ints([1, dilation])];
  const image = g.node('Conv', [along('Unsqueeze', x), weight(g, [...sizes, 1, 3])], {
    ...attributes,
    pads,
    dilations,
  });
  return along('Squeeze', image);
}
