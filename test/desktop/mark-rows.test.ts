import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type MarkLabel, markRows } from '../../desktop/renderer/parts/mark-rows.ts';

test('labels of a plot stand beside each other, or under each other where there is no room', () => {
  const label = (name: string, from: number) => ({ name, from, to: from + 40 });
  expect(markRows([label('this cut', 0), label('exported', 50)])).toEqual([0, 0]);
  expect(markRows([label('this cut', 0), label('exported', 0), label('uncut', 20)])).toEqual([0, 1, 2]);
  expect(markRows([label('exported', 0), label('exported', 0), label('exported', 45)])).toEqual([0, undefined, 0]);
});

test('no two labels of a plot lie over each other', () => {
  const label = fc.record({
    name: fc.constantFrom('a', 'b', 'c'),
    from: fc.nat(300),
    width: fc.integer({ min: 1, max: 80 }),
  });
  fc.assert(
    fc.property(fc.array(label, { maxLength: 8 }), (drawn) => {
      const labels = drawn.map(({ name, from, width }): MarkLabel => ({ name, from, to: from + width }));
      const rows = markRows(labels);
      for (const [at, one] of labels.entries()) {
        for (const [other, { from, to }] of labels.slice(0, at).entries()) {
          const isApart = rows[at] !== rows[other] || rows[at] === undefined;
          expect(isApart || to < one.from || one.to < from).toBe(true);
        }
      }
    }),
  );
});
