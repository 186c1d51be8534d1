import { expect, test } from '@jest/globals';
import { inspectBody } from '../../cli/inspect/body.ts';
import { describeOnnx } from '../../cli/inspect/onnx.ts';
import { randomStream } from '../../core/index.ts';
import { foreignGraph, int } from '../onnx/foreign/foreign-graph.ts';

/** Convolutions in so many groups, their mean, and no dense layer: what they put out is what the model answers. */
function inGroups(groups: number) {
  const g = foreignGraph(13, randomStream(1, 'groups'));
  const conv = (x: string, depth: number) =>
    g.node('Conv', [x, g.weights([32, depth / groups, 1, 1]), g.weights([32])], { group: int(groups) });
  const last = g.node('Flatten', [g.node('GlobalAveragePool', [conv(g.node('Relu', [conv('x', 32)]), 32)])]);
  return g.model(last, ['N', 32, 5, 5], ['N', 32]);
}

test('a part that can be read is called prunable only where something of it can be removed', () => {
  const plain = inspectBody(inGroups(1), 'model.onnx');
  expect(plain.lines[0]).toEqual(['Prunable', '5x5x32:chw-c32k1-c32k1-gavg, 2,112 parameters']);
  expect(plain.value).toMatchObject({ body: { prunable: true } });

  const grouped = inspectBody(inGroups(16), 'model.onnx');
  expect(grouped.lines[0]).toEqual(['Readable', '5x5x32:chw-c32k1g16-c32k1g16-gavg, 192 parameters']);
  expect(grouped.lines[2]![1]).toMatch(/nothing of it can be removed: .*groups all stay/);
  expect(grouped.value).toMatchObject({ body: { prunable: false } });
});

test('what is in the way of many nodes is said once, and its nodes are counted', () => {
  const g = foreignGraph(13, randomStream(1, 'obstacles'));
  const filter = (x: string) => g.node('ConvTranspose', [x, g.weights([4, 4, 1, 1])]);
  let last = 'x';
  for (let at = 0; at < 30; at++) last = filter(last);
  const { lines, value } = inspectBody(g.model(g.node('Celu', [last]), ['N', 4, 5, 5], ['N', 4, 5, 5]), 'model.onnx');
  expect(value).toHaveProperty('obstacles.length', 30);
  const obstacles = lines.filter(([label]) => label === 'Obstacle');
  expect(obstacles).toHaveLength(1);
  expect(obstacles[0]![1]).toMatch(/^ConvTranspose \S+, \S+, \S+, \S+ and 26 more: it /);
});

test('multiply-accumulates are called those of a call where the file fixes its rows', () => {
  const told = (rows: number | string) => {
    const g = foreignGraph(13, randomStream(1, 'rows'));
    const last = g.node('MatMul', ['x', g.weights([4, 3])]);
    return describeOnnx(g.model(last, [rows, 4], [rows, 3]), 100, 'model.onnx').text;
  };
  expect(told('N')).toMatch(/^MACs +12 a row$/m);
  expect(told(1)).toMatch(/^MACs +12 a row$/m);
  expect(told(8)).toMatch(/^MACs +96 a call of 8 rows$/m);
});
