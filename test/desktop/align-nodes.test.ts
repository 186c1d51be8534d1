import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alignNodes } from '../../desktop/host/compare/align-nodes.ts';
import { type NodeFacts, nodeFacts } from '../../desktop/host/compare/node-facts.ts';
import { readFixture } from '../onnx/foreign-fixtures.ts';

const facts = (node: number, operator: string, weights: readonly (readonly number[])[], name = ''): NodeFacts => ({
  node,
  operator,
  name,
  weights,
  output: undefined,
  details: '',
});

const models = fc
  .array(fc.tuple(fc.constantFrom('Gemm', 'Relu', 'Conv', 'Add'), fc.integer({ min: 1, max: 3 })), { maxLength: 14 })
  .map((nodes) => nodes.map(([operator, units], at) => facts(at, operator, operator === 'Relu' ? [] : [[units, 4]])));

test('every node is in exactly one row, in order', () => {
  fc.assert(
    fc.property(models, models, (before, after) => {
      const rows = alignNodes(before, after);
      expect(rows.flatMap((row) => row.before?.node ?? [])).toEqual(before.map(({ node }) => node));
      expect(rows.flatMap((row) => row.after?.node ?? [])).toEqual(after.map(({ node }) => node));
      for (const { change, before: one, after: other } of rows) {
        expect(change === 'removed').toBe(other === undefined);
        expect(change === 'added').toBe(one === undefined);
        if (one && other) expect(one.operator).toBe(other.operator);
      }
    }),
  );
});

test('a model and itself are the same throughout', () => {
  fc.assert(
    fc.property(models, (model) => {
      expect(alignNodes(model, model).every(({ change }) => change === 'same')).toBe(true);
    }),
  );
});

test('changing sides turns added into removed and narrowed into widened', () => {
  const opposite = { added: 'removed', removed: 'added', narrowed: 'widened', widened: 'narrowed' } as const;
  fc.assert(
    fc.property(models, models, (before, after) => {
      const counts = (changes: readonly string[]) => changes.toSorted();
      const there = alignNodes(before, after).map(({ change }) => change);
      const back = alignNodes(after, before).map(({ change }) => change);
      const pairs = (changes: readonly string[]) =>
        changes.filter((change) => change !== 'added' && change !== 'removed');
      expect(pairs(there)).toHaveLength(pairs(back).length);
      expect(
        counts(there.filter((change) => change in opposite && change !== 'narrowed' && change !== 'widened')),
      ).toHaveLength(back.filter((change) => change === 'added' || change === 'removed').length);
    }),
  );
});

test('a pruned network is seen as the same one, narrowed', () => {
  const whole = [
    facts(0, 'Gemm', [[300, 784], [300]]),
    facts(1, 'Relu', []),
    facts(2, 'Gemm', [[10, 300], [10]], 'logits'),
  ];
  const pruned = [
    facts(0, 'Gather', [[158]]),
    facts(1, 'Gemm', [[73, 158], [73]]),
    facts(2, 'Relu', []),
    facts(3, 'Gemm', [[10, 73], [10]], 'logits'),
  ];
  expect(alignNodes(whole, pruned).map(({ change }) => change)).toEqual(['added', 'narrowed', 'same', 'narrowed']);
});

test('other attributes, or types of weights, are a change', () => {
  const [one] = [facts(0, 'Conv', [[4, 3, 3, 3]])];
  const other = { ...one!, details: 'strides=2, 2' };
  expect(alignNodes([one!], [other])[0]!.change).toBe('changed');
});

test('models too large to weigh every pair are aligned by names and order', () => {
  const many = Array.from({ length: 2600 }, (_, at) => facts(at, at % 2 === 0 ? 'Gemm' : 'Relu', [], `n${at}`));
  const without = many.filter((_, at) => at !== 1300).map((node, at) => ({ ...node, node: at }));
  const rows = alignNodes(many, without);
  expect(rows.filter(({ change }) => change !== 'same').map(({ change, before }) => [change, before?.name])).toEqual([
    ['removed', 'n1300'],
  ]);
});

test('layers are found again when their weights became codes', async () => {
  const [whole, coded] = await Promise.all(['torch-lenet-script-17', 'torch-lenet-script-17-qdq'].map(readFixture));
  const rows = alignNodes(nodeFacts(whole!), nodeFacts(coded!));
  const layers = rows.filter(({ before }) => before && /Conv|Gemm/.test(before.operator));
  expect(layers.map(({ change, after }) => [change, after?.name])).toEqual([
    ['changed', '/first/Conv'],
    ['changed', '/second/Conv'],
    ['changed', '/hidden/Gemm'],
    ['changed', '/output/Gemm'],
  ]);
});
