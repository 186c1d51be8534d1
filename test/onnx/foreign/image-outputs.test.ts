import { describe, expect, test } from '@jest/globals';
import { isPrunable, randomStream, structureOf } from '../../../core/index.ts';
import { readForeign } from '../../../onnx/index.ts';
import { type ForeignGraph, foreignGraph, int, ints, real, text } from './foreign-graph.ts';
import { expectSame } from './parity.ts';

const graphOf = (opset = 17) => foreignGraph(opset, randomStream(1, 'images out'));

function conv(g: ForeignGraph, x: string, inputs: number, units: number, side = 3): string {
  const pads = ints(Array<number>(4).fill((side - 1) / 2));
  return g.node('Conv', [x, g.weights([units, inputs, side, side]), g.weights([units])], { pads });
}

const relu = (g: ForeignGraph, x: string) => g.node('Relu', [x]);

describe('a body that ends in images', () => {
  test('as in segmentation: a score for each class and place', async () => {
    const g = graphOf();
    const scores = conv(g, relu(g, conv(g, relu(g, conv(g, 'x', 2, 6)), 6, 5)), 5, 3, 1);
    const model = g.model(g.node('Softmax', [scores], { axis: int(1) }), ['N', 2, 6, 7], ['N', 3, 6, 7]);
    const { body, spliced } = await expectSame(model, [3, 2, 6, 7]);
    expect(body).toMatchObject({ imageOutput: [3, 6, 7] });
    expect(isPrunable(body!.network)).toBe(true);
    // Its channels stay, those within may go.
    const { levels } = structureOf(body!.network);
    expect(levels.filter(({ prunable }) => prunable).map(({ size }) => size)).toEqual([6, 5]);
    expect(spliced.graph.nodes.map(({ opType }) => opType)).not.toContain('Flatten');
  });

  test('as in super-resolution: what goes on in a way that is not read', async () => {
    const g = graphOf(13);
    const stem = relu(g, conv(g, 'x', 1, 4));
    const sum = g.node('Add', [stem, conv(g, relu(g, conv(g, stem, 4, 6)), 6, 4)]);
    const large = g.node('DepthToSpace', [conv(g, sum, 4, 4)], { blocksize: int(2), mode: text('CRD') });
    const { body } = await expectSame(g.model(large, ['N', 1, 5, 5], ['N', 1, 10, 10]), [2, 1, 5, 5]);
    expect(body).toMatchObject({ imageOutput: [4, 5, 5] });
  });

  test('of a fixed batch, and of series', async () => {
    const g = graphOf();
    const filter = (x: string, inputs: number, units: number) =>
      g.node('Conv', [x, g.weights([units, inputs, 3]), g.weights([units])], { pads: ints([1, 1]) });
    const last = g.node('LeakyRelu', [filter(relu(g, filter('x', 2, 5)), 5, 3)], { alpha: real(0.2) });
    const { body } = await expectSame(g.model(last, [4, 2, 9], [4, 3, 9]), [4, 2, 9]);
    expect(body).toMatchObject({ imageOutput: [3, 9] });
  });

  test('in half precision', async () => {
    const g = graphOf();
    const image = g.node('Cast', ['x'], { to: int(10) });
    const halved = (x: string, inputs: number, units: number) =>
      g.node('Conv', [x, g.halves([units, inputs, 1, 1]), g.halves([units])]);
    const last = g.node('Cast', [halved(relu(g, halved(image, 2, 5)), 5, 3)], { to: int(1) });
    const { body } = await expectSame(g.model(last, ['N', 2, 4, 4], ['N', 3, 4, 4]), [2, 2, 4, 4], 2e-3);
    expect(body).toMatchObject({ imageOutput: [3, 4, 4] });
  });

  test('is that of a model whose end is not read, and a vector is preferred', () => {
    const g = graphOf();
    const trunk = relu(g, conv(g, relu(g, conv(g, 'x', 2, 6)), 6, 5));
    const odd = g.node('GlobalLpPool', [trunk]);
    const head = g.node('Gemm', [g.node('Flatten', [odd]), g.weights([5, 3]), g.weights([3])]);
    const { body, others } = readForeign(g.model(head, ['N', 2, 6, 6], ['N', 3]));
    expect(body).toMatchObject({ imageOutput: [5, 6, 6] });
    expect(others).toHaveLength(1);
    expect(others[0]).not.toHaveProperty('imageOutput');
  });
});
