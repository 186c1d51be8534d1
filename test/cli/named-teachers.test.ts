import { expect, test } from '@jest/globals';
import { namedTeachers } from '../../cli/export/named-teachers.ts';

test('export says who taught: the posterior mean only where no dense networks did', () => {
  expect([undefined, 1, 3].map(namedTeachers)).toEqual(['the posterior mean', 'a dense network', '3 dense networks']);
});
