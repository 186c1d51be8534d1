import { expect, test } from '@jest/globals';
import { adviceOnLoss } from '../../cli/train/describe-result.ts';

const accuracy = (right: number, rows: number) => ({
  name: 'accuracy' as const,
  value: right / rows,
  logLikelihood: -1,
});

test('a cut that costs accuracy beyond chance is advised on, one row of few is not', () => {
  expect(adviceOnLoss(accuracy(39, 40), accuracy(38, 40), 40)).toBeUndefined();
  expect(adviceOnLoss(accuracy(39, 40), accuracy(30, 40), 40)).toMatch(/clearly worse/);
  expect(adviceOnLoss(accuracy(9850, 10000), accuracy(9700, 10000), 10000)).toMatch(/clearly worse/);
  expect(adviceOnLoss(accuracy(9850, 10000), accuracy(9840, 10000), 10000)).toBeUndefined();
});
