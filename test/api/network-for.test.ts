import { expect, test } from '@jest/globals';
import { networkFor } from '../../api/index.ts';
import { formatNetwork } from '../../core/index.ts';
import { syntheticDataset } from '../trainer/synthetic-data.ts';

/** What is chosen for so many rows, of which four fifths are trained on. */
function chosenFor(examples: number, features: number): string {
  return formatNetwork(networkFor(syntheticDataset({ features, examples, classes: 0, target: (x) => x[0]! })));
}

test('a network is chosen by the training rows: four times their square root, a second layer from 1,000 on', () => {
  expect(chosenFor(100, 4)).toBe('4-48-1');
  expect(chosenFor(500, 4)).toBe('4-80-1');
  expect(chosenFor(500, 40)).toBe('40-80-1');
  expect(chosenFor(2000, 4)).toBe('4-160-52-1');
  expect(chosenFor(20_000, 4)).toBe('4-300-100-1');
});
