import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { withCut } from '../../../api/shrink/cut/with-cut.ts';
import { randomStream } from '../../../core/index.ts';
import { compact, cutSequence } from '../../../exporter/index.ts';
import { posteriorOf } from '../../exporter/architecture-cases.ts';
import { hasIndicators } from '../../support/random-posterior.ts';

test('A cut that was put back is cut out again as it was, whatever removed units leave behind', () => {
  fc.assert(
    fc.property(fc.integer(), fc.double({ min: 0, max: 1, noNaN: true }), (seed, share) => {
      const posterior = posteriorOf(randomStream(seed, 'with cut'));
      fc.pre(hasIndicators(posterior));
      const { steps, planAt } = cutSequence(posterior);
      const plan = planAt(Math.round(share * steps));
      const cut = compact(posterior, plan);
      expect(compact(withCut(posterior, cut, plan), plan).layers).toEqual(cut.layers);
    }),
    { seed: 1, numRuns: 80 },
  );
});
