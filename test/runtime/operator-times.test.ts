import { expect, test } from '@jest/globals';
import { operatorsIn } from '../../runtime/profiler/operator-times.ts';

const event = (name: string, dur: number) => ({ cat: 'Node', name, dur, args: { op_name: 'Gemm', output_size: '40' } });

test('a call that waited for the processor moves no share, and what takes less than a microsecond has one', () => {
  const trace = [
    event('settling_kernel_time', 900),
    event('settling_fence_before', 900),
    ...[2, 3, 2, 3, 50_000, 2, 3, 3].map((dur) => event('first_kernel_time', dur)),
    ...[0, 1, 1, 0, 0, 1, 0, 1].map((dur) => event('second_kernel_time', dur)),
  ];
  const [, first, second] = operatorsIn(JSON.stringify(trace), 8);
  expect(first).toMatchObject({ node: 'first', operator: 'Gemm', meanUs: 2.75, outputBytes: 40 });
  expect(second).toMatchObject({ node: 'second', meanUs: 0.5 });
  expect(first!.share / second!.share).toBeCloseTo(5.5);
});
