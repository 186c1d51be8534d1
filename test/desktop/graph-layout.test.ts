import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { drawnGraph } from '../../desktop/renderer/parts/graph/graph-links.ts';
import { placeInOrder } from '../../desktop/renderer/parts/graph/isotonic.ts';
import { type Link, layersOf } from '../../desktop/renderer/parts/graph/layers.ts';
import { boxHeight, boxWidth, layoutGraph } from '../../desktop/renderer/parts/graph/layout.ts';
import { neighbourOf } from '../../desktop/renderer/parts/graph/neighbour.ts';

/** Nodes in an order in which each reads earlier ones only. */
const graphs = fc.integer({ min: 1, max: 40 }).chain((count) =>
  fc.array(fc.tuple(fc.nat(count - 1), fc.nat(count - 1)), { maxLength: 80 }).map((pairs) => ({
    count,
    links: pairs.filter(([a, b]) => a !== b).map(([a, b]): Link => ({ from: Math.min(a, b), to: Math.max(a, b) })),
  })),
);

test('every link points from a layer to a later one', () => {
  fc.assert(
    fc.property(graphs, ({ count, links }) => {
      const layers = layersOf(count, links);
      expect(links.filter(({ from, to }) => layers[from]! >= layers[to]!)).toEqual([]);
    }),
  );
});

test('no two boxes overlap, and all lie inside the drawing', () => {
  fc.assert(
    fc.property(graphs, ({ count, links }) => {
      const { places, width, height } = layoutGraph(count, links);
      expect(places).toHaveLength(count);
      const outside = places.filter(
        ({ x, y }) =>
          x - boxWidth / 2 < 0 || x + boxWidth / 2 > width || y - boxHeight / 2 < 0 || y + boxHeight / 2 > height,
      );
      const overlapping = places.filter(({ x, y }, at) =>
        places.slice(at + 1).some((other) => other.y === y && Math.abs(other.x - x) < boxWidth - 1e-6),
      );
      expect([outside, overlapping]).toEqual([[], []]);
    }),
  );
});

test('lines run from box to box, always down', () => {
  fc.assert(
    fc.property(graphs, ({ count, links }) => {
      const { places, lines } = layoutGraph(count, links);
      expect(lines).toHaveLength(links.length);
      for (const { from, to, points } of lines) {
        expect(points[0]![0]).toBeCloseTo(places[from]!.x);
        expect(points.at(-1)![0]).toBeCloseTo(places[to]!.x);
        const heights = points.map(([, y]) => y);
        expect(heights).toEqual(heights.toSorted((a, b) => a - b));
      }
    }),
  );
});

test('a chain is drawn as one straight line', () => {
  const links = Array.from({ length: 9 }, (_, at) => ({ from: at, to: at + 1 }));
  const { places } = layoutGraph(10, links);
  expect(new Set(places.map(({ x }) => Math.round(x))).size).toBe(1);
});

test('places keep their order and gap, and stay where they wish where that is free', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -1000, max: 1000 }), { maxLength: 30 }), fc.nat(50), (wanted, gap) => {
      const places = placeInOrder(wanted, gap);
      for (let at = 1; at < places.length; at++) {
        expect(places[at]! - places[at - 1]!).toBeGreaterThanOrEqual(gap - 1e-9);
      }
      const spaced = wanted.toSorted((a, b) => a - b).map((value, at) => value + at * gap);
      placeInOrder(spaced, gap).forEach((place, at) => {
        expect(place).toBeCloseTo(spaced[at]!);
      });
    }),
  );
});

test('arrow keys follow links and rows, and come back', () => {
  //   0
  //  / \
  // 1   2
  const layout = layoutGraph(3, [
    { from: 0, to: 1 },
    { from: 0, to: 2 },
  ]);
  const down = neighbourOf(layout, 0, 'ArrowDown')!;
  expect([1, 2]).toContain(down);
  expect(neighbourOf(layout, down, 'ArrowUp')).toBe(0);
  const [left, right] = layout.places[1]!.x < layout.places[2]!.x ? [1, 2] : [2, 1];
  expect(neighbourOf(layout, left, 'ArrowRight')).toBe(right);
  expect(neighbourOf(layout, right, 'ArrowLeft')).toBe(left);
  expect(neighbourOf(layout, left, 'ArrowLeft')).toBeUndefined();
  expect(neighbourOf(layout, left, 'Enter')).toBeUndefined();
});

const node = (operator: string, inputs: readonly string[], outputs: readonly string[]) => ({
  name: '',
  operator,
  inputs,
  outputs,
});

test('nodes that only make constants are not drawn, unless there is nothing else', () => {
  const weight = { name: 'w', elementType: 'float32', shape: [2], sizeBytes: 8 };
  const constants = [node('Constant', [], ['c']), node('Cast', ['c'], ['d']), node('Mul', ['w', 'd'], ['scaled'])];
  const all = {
    nodes: [...constants, node('MatMul', ['x', 'scaled'], ['y']), node('Relu', ['y'], ['z'])],
    tensors: [weight],
  };
  expect(drawnGraph(all)).toEqual({ nodes: [3, 4], links: [{ from: 0, to: 1 }] });
  expect(drawnGraph({ nodes: constants, tensors: [weight] }).nodes).toEqual([0, 1, 2]);
});

test('a graph that is out of order, or reads itself, is drawn all the same', () => {
  const all = { nodes: [node('Add', ['b', 'a'], ['a']), node('Relu', ['a'], ['b'])], tensors: [] };
  expect(drawnGraph(all).links).toEqual([{ from: 0, to: 1 }]);
});
