import { expect, test } from '@jest/globals';
import { overCost } from '../../../api/shrink/cut/over-cost.ts';
import { denseNetwork } from '../../../core/index.ts';

test('Scores are divided by the root of what leaves the network, as it is by then, with a member', () => {
  const network = denseNetwork([4, 3, 2]);
  const levels = [new Float32Array(4).fill(1), new Float32Array(3).fill(1), undefined];
  const scores = { criterion: 'taylor', scale: 'score', levels } as const;
  const costs = (...kept: number[][]) =>
    overCost(scores, network, kept).levels.map((values) => values && Math.round(values[0]! ** -2));
  expect(costs([0, 1, 2, 3], [0, 1, 2], [0, 1])).toEqual([3, 4 + 2, undefined]);
  expect(costs([1, 3], [0, 1, 2], [0, 1])).toEqual([3, 2 + 2, undefined]);
  expect(costs([1, 3], [2], [0, 1])).toEqual([1, 1, undefined]);
});
