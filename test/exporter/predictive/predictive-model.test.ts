import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { compact, exportModel, type Predictive } from '../../../exporter/index.ts';
import { decodeModel, validateModel } from '../../../onnx/index.ts';
import { load } from '../../../runtime/index.ts';
import { keepExport } from '../../support/keep-export.ts';
import { planOf, randomCase } from './cases.ts';

const methods: readonly Predictive[] = [{ kind: 'mean' }, { kind: 'samples', samples: 5 }, { kind: 'moments' }];

describe('a predictive model', () => {
  test('of weights that are certain answers as the plain one, and the weights add no uncertainty', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: 10_000 }), async (seed) => {
        const { posterior, rows } = randomCase(seed, 1e-12);
        const plan = planOf(posterior);
        fc.pre(plan !== undefined);
        const network = compact(posterior, plan!);
        await using plain = await load(exportModel(network));
        const expected = await answers(plain, rows);
        for (const predictive of methods) {
          const bytes = exportModel(network, { posterior, plan: plan!, predictive });
          expect(() => validateModel(decodeModel(bytes, 'm.onnx'), 'm.onnx')).not.toThrow();
          keepExport(`predictive-${predictive.kind}-${seed}`, bytes);
          await using model = await load(bytes);
          const actual = await answers(model, rows);
          actual.forEach((answer, row) => {
            const scale = Math.max(1, ...expected.flatMap(({ values }) => values).map(Math.abs));
            answer.values.forEach((value, at) => {
              expect(Math.abs(value - expected[row]!.values[at]!)).toBeLessThanOrEqual(2e-5 * scale);
            });
            expect(answer.ofModel ?? 0).toBeLessThanOrEqual(1e-3 * scale);
            expect(answer.ofModel === undefined).toBe(predictive.kind === 'mean');
          });
        }
      }),
      { seed: 1, numRuns: 15 },
    );
  });
});

type Answer = { readonly values: readonly number[]; readonly ofModel: number | undefined };

async function answers(model: Awaited<ReturnType<typeof load>>, rows: Float32Array): Promise<Answer[]> {
  if (model.kind === 'classification') {
    const found = await model.predict(rows);
    return found.map(({ probabilities, mutualInformation, entropy }) => {
      if (entropy !== undefined) expect(entropy).toBeLessThanOrEqual(Math.log(probabilities.length) + 1e-5);
      return { values: [...probabilities], ofModel: mutualInformation };
    });
  }
  if (model.kind !== 'regression') throw new Error('a model of our own was exported');
  return (await model.predict(rows)).map(({ value, stdDev, modelStdDev, interval }) => {
    if (interval) expect(interval[0] <= value && value <= interval[1]).toBe(true);
    const isCount = model.metadata.task.likelihood === 'poisson';
    return { values: isCount ? [value] : [value, stdDev!], ofModel: modelStdDev };
  });
}
