import { expect, test } from '@jest/globals';
import { checkConditions, readConditions } from '../../cli/compare/fail-if.ts';
import type { Comparison } from '../../runtime/index.ts';

const found: Comparison = {
  schemaVersion: 1,
  before: { name: 'big', provider: 'web-webgpu', device: 'browser:webgpu' },
  after: { name: 'small', provider: 'web-webgpu', device: 'browser:webgpu' },
  p50Ratio: 0.5,
  p50RatioInterval: [0.4, 0.6],
  ratios: { p99: 0.5, size: 0.5 },
  verdict: 'cannot tell',
  doubt: 'answers',
};

test.each(['p50>1.05x', 'p99>2x'])('the latency of wrong answers fails %s, however small it is', (condition) => {
  expect(() => checkConditions([found], readConditions(condition))).toThrow(
    expect.objectContaining({
      code: 'CHECK_FAILED',
      message: expect.stringContaining('small on browser:webgpu says nothing, because a model answers wrongly there'),
    }),
  );
});

test('the size of a file is what it is, whatever the device answers', () => {
  expect(() => checkConditions([found], readConditions('size>1x'))).not.toThrow();
});

test('one round never fails a median', () => {
  const slower: Comparison = { ...found, p50Ratio: 2, p50RatioInterval: [1.9, 2.1], doubt: 'one-round' };
  expect(() => checkConditions([slower], readConditions('p50>1.05x'))).not.toThrow();
});
