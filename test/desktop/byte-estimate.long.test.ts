import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { randomStream } from '../../core/index.ts';
import { fileSizes } from '../../desktop/host/prune/file-sizes.ts';
import { byteEstimator, extentOf } from '../../desktop/shared/index.ts';
import {
  compact,
  type ExportDetails,
  exportModel,
  keptBy,
  type PruningPlan,
  planPruning,
  scoresOf,
} from '../../exporter/index.ts';
import { below } from '../exporter/random-network.ts';
import { examplePosterior } from '../support/posterior-example.ts';

const storages: readonly ExportDetails[] = [
  {},
  { weights: 'float16' },
  { weights: 'int8' },
  { weights: 'int4', lean: true },
  { lean: true },
  { activations: 'dynamic' },
  { predictive: { kind: 'moments' } },
];

describe('the estimate of a file', () => {
  test('is within one percent of the file that is exported along the nested cuts, and near it beside them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer(), fc.constantFrom(...storages), async (seed, storage) => {
        const random = randomStream(seed, 'byte estimate');
        const widths = Array.from({ length: 2 + below(random, 3) }, () => 2 + below(random, 120));
        const posterior = examplePosterior([...widths, 2 + below(random, 9)], seed);
        const render = async (plan: PruningPlan) =>
          exportModel(compact(posterior, plan), { ...storage, posterior, plan });
        const estimate = byteEstimator(
          await fileSizes(posterior, { criterion: scoresOf(posterior, 'inclusion') }, render),
        );
        const sizes = widths.map((size) => 1 + below(random, size));
        const members = widths.reduce((sum, size) => sum + size, 0);
        const rules = [
          { name: 'layers', counts: sizes },
          { name: 'top', count: 1 + below(random, members) },
          { name: 'top', count: 1 + below(random, members) },
        ] as const;
        for (const rule of rules) {
          const plan = planPruning(posterior, rule);
          const sizeBytes = (await render(plan)).length;
          const estimated = estimate(extentOf(posterior.network, keptBy(plan, posterior.network)));
          // Of layers that were overridden, small files of codes come in steps that no straight line follows.
          const allowed = rule.name === 'top' ? 0.01 * sizeBytes : Math.max(100, 0.05 * sizeBytes);
          expect(Math.abs(estimated.sizeBytes - sizeBytes)).toBeLessThan(allowed);
          if (estimated.isExact) expect(Math.abs(estimated.sizeBytes - sizeBytes)).toBeLessThan(10);
        }
      }),
      { numRuns: 6 },
    );
  });
});
