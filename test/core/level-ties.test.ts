import { expect, test } from '@jest/globals';
import { createTies } from '../../core/network/level-ties.ts';

test('a level is divided as often as there are members, however deep that goes', () => {
  const ties = createTies();
  ties.add(3);
  const level = ties.add(4001);
  for (let at = 1; at <= 4000; at++) expect(ties.divide(level, at)).toBe(true);
  expect(ties.partsOf(level).map(({ size }) => size)).toEqual(new Array<number>(4001).fill(1));
  expect(ties.inOrder([])).toHaveLength(4002);
});
