import { describe, expect, test } from '@jest/globals';
import { graph, randomStream } from '../../core/index.ts';
import { instantiate, operationCases } from '../support/operation-cases.ts';

const input = (...shape: number[]) => graph.input('x', shape);
const matrix = input(3, 4);
const indices = graph.constant([0], [1], 'int64');
const images = input(2, 4, 5, 5);
const weight = input(6, 2, 3, 3);

describe('operands that do not fit are refused when the node is built', () => {
  const elementwise = [
    graph.add,
    graph.sub,
    graph.mul,
    graph.div,
    graph.pow,
    graph.max,
    graph.min,
    graph.greater,
    graph.equal,
  ];
  const misfits: Record<string, () => unknown> = {
    'sizes that differ': () => elementwise.map((operation) => operation(input(2), input(3))),
    'sizes that differ after a leading axis': () => graph.add(input(2, 3), input(2)),
    'a condition that differs': () => graph.where(graph.greater(input(2), 0), input(3), input(3)),
    'branches that differ': () => graph.where(graph.greater(input(2), 0), input(2), input(3)),
    'a Gemm of vectors': () => graph.gemm(input(3), input(3)),
    'a Gemm of three axes': () => graph.gemm(input(2, 3, 4), input(4, 5)),
    'a Gemm of other inner sizes': () => graph.gemm(input(3, 4), input(3, 4)),
    'a Gemm of other inner sizes, transposed': () => graph.gemm(input(3, 4), input(4, 3), { transB: true }),
    'a Gemm with a C that does not broadcast': () => graph.gemm(input(3, 4), input(4, 5), { c: input(3) }),
    'a Gemm with a C larger than the product': () => graph.gemm(input(1, 4), input(4, 5), { c: input(3, 5) }),
    'a Gemm with a C of more axes': () => graph.gemm(input(3, 4), input(4, 5), { c: input(1, 3, 5) }),
    'a Reshape to another size': () => graph.reshape(matrix, [5]),
    'an Expand to fewer axes': () => graph.expand(matrix, [4]),
    'an Expand to another size': () => graph.expand(matrix, [3, 5]),
    'an Expand to a smaller size': () => graph.expand(matrix, [1, 4]),
    'a Concat of nothing': () => graph.concat([], 0),
    'a Concat of other widths': () => graph.concat([matrix, input(3, 5)], 0),
    'a Concat of other ranks': () => graph.concat([matrix, input(4)], 0),
    'a Slice that ends beyond': () => graph.slice(matrix, 1, 0, 5),
    'a Slice that starts before': () => graph.slice(matrix, 1, -1, 2),
    'an empty Slice': () => graph.slice(matrix, 1, 2, 2),
    'a Slice along an axis that is not there': () => graph.slice(matrix, 2, 0, 1),
    'a Slice that stands still': () => graph.slice(matrix, 1, 0, 4, 0),
    'a Conv of matrices': () => graph.conv(matrix, matrix),
    'a Conv of other channels': () => graph.conv(images, weight),
    'a Conv whose filters do not split into its groups': () => graph.conv(images, input(3, 2, 3, 3), { groups: 2 }),
    'a Conv in no groups': () => graph.conv(images, weight, { groups: 0 }),
    'a Conv with one bias for all': () => graph.conv(images, weight, { groups: 2, bias: input(1) }),
    'a Conv with a kernel beyond the image': () => graph.conv(images, input(6, 4, 6, 1)),
    'a Conv that stands still': () => graph.conv(images, weight, { groups: 2, strides: [0, 1] }),
    'a Conv with less than no padding': () => graph.conv(images, weight, { groups: 2, pads: [0, 0, -1, 0] }),
    'a Conv by half steps': () => graph.conv(images, weight, { groups: 2, strides: [1, 1.5] }),
    'a ConvTranspose of other channels': () => graph.convTranspose(images, weight),
    'a ConvTranspose of which padding leaves nothing': () =>
      graph.convTranspose(input(1, 6, 1, 1), weight, { pads: [2, 0, 2, 0] }),
    'a ConvTranspose with more padding at the end than its strides': () =>
      graph.convTranspose(input(1, 6, 2, 2), weight, { outputPadding: [1, 0] }),
    'a MaxPool of a matrix': () => graph.maxPool(matrix, [1, 1]),
    'a MaxPool beyond the image': () => graph.maxPool(images, [6, 1]),
    'a MaxPool of nothing': () => graph.maxPool(images, [0, 1]),
    'an AveragePool of padding alone': () => graph.averagePool(images, [2, 2], { pads: [0, 2, 0, 0] }),
    'a Gather with a matrix of indices': () => graph.gather(matrix, graph.constant([0], [1, 1], 'int64'), 0),
    'a Gather with indices that are no whole numbers': () => graph.gather(matrix, input(1), 0),
    'a Softmax of a scalar': () => graph.softmax(input()),
    'a LogSoftmax of a scalar': () => graph.logSoftmax(input()),
    'a StraightThrough of two shapes': () => graph.straightThrough(input(2), input(3)),
    'a constant with too few values': () => graph.constant([1, 2], [3]),
    'the gradient of a vector': () => graph.gradients(input(2), []),
    'a feed that is missing': () => graph.evaluate([matrix], {}),
    'a feed that is too short': () => graph.evaluate([matrix], { x: [1, 2] }),
  };
  test.each(Object.entries(misfits))('%s', (_, build) => {
    expect(build).toThrow(
      expect.objectContaining({ code: 'SHAPE_MISMATCH', message: expect.stringMatching(/\S+ \S+/) }),
    );
  });

  test('each elementwise operation, naming itself and both shapes', () => {
    for (const operation of elementwise) {
      const { kind } = operation(input(2), input(2));
      expect(() => operation(input(2), input(3))).toThrow(`${kind}: shapes [2] and [3] cannot be broadcast together`);
    }
  });
});

describe('the shape a node promises is the shape it evaluates to', () => {
  test.each(Object.entries(operationCases))('%s', (_, draws) => {
    draws.forEach((draw, index) => {
      for (let seed = 0; seed < 10; seed++) {
        const random = randomStream(seed, `shape ${index}`);
        const drawn = draw(random);
        const { inputs, feeds } = instantiate(drawn, random);
        const all = graph.topologicalOrder([drawn.build(inputs)]);
        graph.evaluate(all, feeds).forEach((values, position) => {
          const { shape } = all[position]!;
          expect(values.length).toBe(shape.reduce((a, b) => a * b, 1));
        });
      }
    });
  });
});

test('indices are not ordinary numbers', () => {
  expect(indices.type).toBe('int64');
  expect([...graph.evaluate([graph.gather(graph.constant([5, 6]), indices, 0)])[0]!]).toEqual([5]);
});
