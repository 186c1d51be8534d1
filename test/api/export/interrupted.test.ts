import { expect, test } from '@jest/globals';
import { roundingGain } from '../../../api/export/rounding-gain.ts';
import { weightsFor } from '../../../api/export/weights-for.ts';
import { weightsPosterior } from '../../../api/shrink/body/weights-posterior.ts';
import { featuresOf, parseNetwork } from '../../../core/index.ts';
import { compact, exportModel, planPruning } from '../../../exporter/index.ts';
import { randomNetwork } from '../../../trainer/index.ts';
import { madeUpTable } from '../../support/foreign-case.ts';
import { examplePosterior } from '../../support/posterior-example.ts';

test('the search for a mix of formats says how far it is, and ends when it is called off', async () => {
  const dataset = await madeUpTable(['a', 'b']);
  const { input, task } = dataset;
  const inputs = featuresOf(input).map((_, index) => index);
  const posterior = weightsPosterior(randomNetwork(input, task, inputs, parseNetwork(`${inputs.length}-6-2`), 1));
  const plan = planPruning(posterior, { name: 'top', count: 8 }, { criterion: 'magnitude' });
  const controller = new AbortController();
  const seen: { readonly stage: string; readonly done: number; readonly total: number }[] = [];
  const search = weightsFor(
    {
      signal: controller.signal,
      onProgress: (progress) => {
        seen.push(progress);
        if (seen.length === 3) controller.abort();
      },
    },
    async () => dataset,
    { weights: { mostLoss: 1 }, data: 'table' },
    posterior,
    plan,
  );
  await expect(search).rejects.toMatchObject({ code: 'ABORTED' });
  expect(seen.map(({ stage, done }) => `${stage} ${done}`)).toEqual(['mix 0', 'mix 1', 'mix 2']);
  for (const { done, total } of seen) expect(done).toBeLessThan(total);
});

test('an interrupted measurement of what rounding gains says that the file is there, and searches nothing again', async () => {
  const posterior = examplePosterior([12, 6, 3]);
  const widths = { multiple: 4 };
  const plan = planPruning(posterior, { name: 'top', count: 9 }, { widths });
  const controller = new AbortController();
  controller.abort();
  const gain = roundingGain(
    { signal: controller.signal, onProgress: () => undefined, note: () => undefined },
    () => Promise.reject(new Error('reads no data')),
    posterior,
    () => Promise.reject(new Error('renders nothing in full')),
    { plan, rounded: exportModel(compact(posterior, plan)), output: 'small.onnx' },
    {
      output: 'small.onnx',
      rule: { name: 'certified', rise: 0.1, delta: 0.1 },
      data: 'rows.csv',
      round: 4,
      criterion: 'inclusion',
      weights: 'float32',
      activations: 'float',
    },
  );
  await expect(gain).rejects.toMatchObject({
    code: 'ABORTED',
    message: expect.stringContaining('small.onnx was written'),
  });
});
