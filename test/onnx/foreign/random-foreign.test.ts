import { expect, test } from '@jest/globals';
import { randomStream } from '../../../core/index.ts';
import { encodeModel } from '../../../onnx/index.ts';
import { keepExport } from '../../support/keep-export.ts';
import { expectSame } from './parity.ts';
import { randomForeign } from './random-foreign.ts';

/** Weights of the last layer at least: whatever else is there, that one is read. */
const seeds = Array.from({ length: 60 }, (_, seed) => seed);

test.each(seeds)('random model %i computes the same with its body written anew', async (seed) => {
  const { model, shape } = randomForeign(randomStream(seed, 'foreign'));
  const { body, obstacles, spliced } = await expectSame(model, shape);
  keepExport(`spliced-random-${seed}`, encodeModel(spliced));
  expect(body).toBeDefined();
  expect(obstacles).toEqual([]);
});
