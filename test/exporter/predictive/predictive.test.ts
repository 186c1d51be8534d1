import { describe, expect, test } from '@jest/globals';
import { compact, exportModel, parsePredictive } from '../../../exporter/index.ts';
import { planOf, randomCase } from './cases.ts';

describe('a way to predict', () => {
  test.each([
    ['mean', { kind: 'mean' }],
    ['samples=16', { kind: 'samples', samples: 16 }],
    ['moments', { kind: 'moments' }],
  ])('is written %s', (text, expected) => {
    expect(parsePredictive(text)).toEqual(expected);
  });

  test.each(['', 'samples', 'samples=1', 'samples=2000', 'samples=2.5', 'Mean'])('is not written %j', (text) => {
    expect(() => parsePredictive(text)).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });

  test('is refused where nothing is known of the weights', () => {
    const { posterior } = randomCase(1, 0.1);
    const plan = planOf(posterior)!;
    const network = compact(posterior, plan);
    const tensors = Object.fromEntries(Object.entries(posterior.tensors).filter(([name]) => !/LogStdDev/.test(name)));
    const predictive = { kind: 'moments' } as const;
    expect(() => exportModel(network, { posterior: { ...posterior, tensors }, plan, predictive })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('no spread') }),
    );
    expect(() => exportModel(network, { posterior, predictive })).toThrow(
      expect.objectContaining({ code: 'UNSUPPORTED', message: expect.stringContaining('Cut it first') }),
    );
    expect(() => exportModel(network, { predictive })).toThrow(expect.objectContaining({ code: 'ARGUMENT_INVALID' }));
  });
});
