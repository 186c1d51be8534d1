import { expect, test } from '@jest/globals';
import { teachersOf } from '../../api/commands.ts';
import { trainTeachers } from '../../api/index.ts';
import { compactWeights, denseNetwork } from '../../core/index.ts';
import { posteriorMean } from '../../exporter/index.ts';
import { fitPosterior } from '../../trainer/index.ts';
import { smallClassification } from '../trainer/synthetic-data.ts';

const dataset = smallClassification({ features: 3, examples: 100 });
const network = denseNetwork([3, 4, 2]);
const listener = { signal: new AbortController().signal, onProgress: () => undefined };

test('teachers are dense networks that differ, the same for the same seed', async () => {
  const train = async (count: number) => trainTeachers(dataset, count, { network, seed: 5, epochs: 1 });
  const [first, second, ...others] = await train(2);
  expect(others).toEqual([]);
  expect(compactWeights(first!)[0]!.weight).not.toEqual(compactWeights(second!)[0]!.weight);
  expect(await train(1)).toEqual([first]);
});

test('the posterior mean teaches unless a number of teachers is asked for', async () => {
  const { posterior } = await fitPosterior(dataset, { network, epochs: 1 });
  expect(await teachersOf(listener, posterior, dataset, {})).toEqual([posteriorMean(posterior)]);
  const stopped = { ...listener, signal: AbortSignal.abort() };
  await expect(teachersOf(stopped, posterior, dataset, { teachers: 1 })).rejects.toMatchObject({
    code: 'ABORTED',
    message: 'interrupted; nothing was written.',
  });
});
