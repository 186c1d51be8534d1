import { describe, expect, test } from '@jest/globals';
import { graph, type Node, randomStream } from '../../core/index.ts';
import { randomValues } from '../support/operation-cases.ts';
import { convCase, convTransposeCase, poolCase, sharings, tilingPoolCase } from '../support/window-cases.ts';

const draws = 30;

describe.each(sharings)('a convolution (%s)', (sharing) => {
  test('is a sum over the pixels under its kernel, as the definition spells it out', () => {
    for (let seed = 0; seed < draws; seed++) {
      const random = randomStream(seed, `definition ${sharing}`);
      const { shapes, build } = convCase(sharing)(random);
      const inputs = Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, graph.input(name, shape)]),
      );
      const feeds = Object.fromEntries(
        Object.entries(shapes).map(([name, shape]) => [name, randomValues(random, sizeOf(shape), false)]),
      );
      const node = build(inputs) as graph.NodeOf<'Conv'> & Node;
      const [x, weight] = node.inputs as [Node, Node];
      const { strides, pads, dilations, groups } = node.attributes;
      const read = ({ shape }: Node, data: Float64Array, ...at: number[]) =>
        at.every((index, axis) => index >= 0 && index < shape[axis]!)
          ? data[at.reduce((offset, index, axis) => offset * shape[axis]! + index, 0)]!
          : 0;
      const result = graph.evaluate([node], feeds)[0]!;
      const [images, filters, rows, columns] = node.shape as [number, number, number, number];
      const [, depth, kernelRows, kernelColumns] = weight.shape as [number, number, number, number];
      for (let position = 0; position < result.length; position++) {
        const column = position % columns;
        const row = Math.floor(position / columns) % rows;
        const filter = Math.floor(position / columns / rows) % filters;
        const image = Math.floor(position / columns / rows / filters);
        expect(image).toBeLessThan(images);
        let sum = feeds['bias']?.[filter] ?? 0;
        for (let c = 0; c < depth; c++) {
          const channel = Math.floor(filter / (filters / groups)) * depth + c;
          for (let i = 0; i < kernelRows; i++) {
            for (let j = 0; j < kernelColumns; j++) {
              const [y, z] = [
                row * strides[0] + i * dilations[0] - pads[0],
                column * strides[1] + j * dilations[1] - pads[1],
              ];
              sum += read(x, feeds['x']!, image, channel, y, z) * read(weight, feeds['weight']!, filter, c, i, j);
            }
          }
        }
        expect(result[position]).toBeCloseTo(sum, 10);
      }
    }
  });

  test('has ConvTranspose for its adjoint', () => {
    for (let seed = 0; seed < draws; seed++) {
      const random = randomStream(seed, `adjoint ${sharing}`);
      const { shapes, build } = convTransposeCase(sharing)(random);
      const values = (shape: readonly number[]) => graph.constant(randomValues(random, sizeOf(shape), false), shape);
      const [y, weight] = [values(shapes['y']!), values(shapes['weight']!)];
      const back = build({ y, weight }) as graph.NodeOf<'ConvTranspose'> & Node;
      const x = values(back.shape);
      const forth = graph.conv(x, weight, back.attributes);
      expect(forth.shape).toEqual(y.shape);
      const [there, andBack] = graph.evaluate([graph.total(graph.mul(forth, y)), graph.total(graph.mul(x, back))]);
      expect(there![0]).toBeCloseTo(andBack![0]!, 9);
    }
  });
});

describe('pooling', () => {
  const pools = { maxPool: graph.maxPool, averagePool: graph.averagePool };
  const cases = Object.entries(pools).flatMap(([name, pool]) => [
    [`${name} in general`, poolCase(pool)] as const,
    [`${name} without overlap`, tilingPoolCase(pool)] as const,
  ]);

  test.each(cases)('%s leaves an image of one number as it is: padding counts for nothing', (_, draw) => {
    for (const value of [-2, 0, 3]) {
      for (let seed = 0; seed < draws; seed++) {
        const { shapes, build } = draw(randomStream(seed, 'constant images'));
        const [pooled] = graph.evaluate([build({ x: graph.fill(shapes['x']!, value) })]);
        expect(Math.max(...pooled!.map((result) => Math.abs(result - value)))).toBeLessThan(1e-12);
      }
    }
  });

  test.each(cases)('%s passes on the whole derivative, none of it to padding, also where all pixels tie', (_, draw) => {
    for (const value of [-2, 0, 3]) {
      for (let seed = 0; seed < draws; seed++) {
        const { shapes, build } = draw(randomStream(seed, 'ties'));
        const x = graph.input('x', shapes['x']!);
        const y = build({ x });
        const [dx] = graph.gradients(graph.total(y), [x]) as [Node];
        const [sum] = graph.evaluate([graph.total(dx)], { x: new Float64Array(sizeOf(x.shape)).fill(value) });
        expect(sum![0]).toBeCloseTo(sizeOf(y.shape), 9);
      }
    }
  });

  test('pixels that tie for the maximum share its derivative equally', () => {
    const x = graph.input('x', [1, 1, 2, 2]);
    for (const pads of [
      [0, 0, 0, 0],
      [1, 1, 1, 1],
    ] as const) {
      const last = graph.slice(
        graph.reshape(graph.maxPool(x, [2, 2], { strides: [1, 1], pads }), [pads[0] ? 9 : 1]),
        0,
        pads[0] ? 4 : 0,
        pads[0] ? 5 : 1,
      );
      const [dx] = graph.gradients(graph.total(last), [x]) as [Node];
      expect([...graph.evaluate([dx], { x: [1, 5, 5, 2] })[0]!]).toEqual([0, 0.5, 0.5, 0]);
    }
  });
});

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}
