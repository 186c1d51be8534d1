import type { RandomStream } from '../../../core/index.ts';
import { type ForeignGraph, foreignGraph } from './foreign-graph.ts';
import { gated } from './random-gates.ts';
import { randomImage } from './random-image.ts';
import { activated, dense, maybeNormed, oneOf, passed, type RandomForeign } from './random-parts.ts';
import { randomSeries } from './random-series.ts';

const opsets = [9, 10, 11, 12, 13, 15, 17, 18, 20, 21];

export function randomForeign(random: RandomStream): RandomForeign {
  const g = foreignGraph(oneOf(random, opsets), random);
  return oneOf(random, [randomTable, randomImage, randomSeries])(g);
}

function randomTable(g: ForeignGraph): RandomForeign {
  const { random } = g;
  const inputs = 3 + Math.floor(4 * random.uniform());
  let [value, width] = [random.uniform() < 0.5 ? 'x' : g.node('Mul', ['x', g.weights([inputs])]), inputs];
  // A factor for each feature, which only a dense layer can take up.
  let isNormed = false;
  const depth = 1 + Math.floor(3 * random.uniform());
  for (let layer = 0; layer < depth; layer++) {
    const units = 3 + Math.floor(5 * random.uniform());
    const [before, widthBefore] = [value, width];
    value = activated(g, maybeNormed(g, passed(g, dense(g, value, width, units)), units, 2), 2);
    width = units;
    if (units % 2 === 0 && random.uniform() < 0.3) [value, width] = [gated(g, value, units), units / 2];
    if (random.uniform() < 0.15) value = g.node('PRelu', [value, g.weights([width], 0.5, 0.5)]);
    if (layer > 0 && width === widthBefore && !isNormed) value = activated(g, g.node('Add', [before, value]), 2);
    isNormed = random.uniform() < 0.3;
    if (isNormed) value = maybeNormed(g, value, width, 2);
  }
  const last = dense(g, value, width, 3);
  return { model: g.model(last, ['N', inputs], ['N', 3]), shape: [3, inputs] };
}
