import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { freeBuffers } from '../../trainer/free-buffers.ts';
import { pagedFloats } from '../../trainer/step/paged-floats.ts';

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('buffers that are freed give their memory back without a collection', async () => {
  const residentBytes = () => 4096 * Number(readFileSync('/proc/self/statm', 'utf8').split(' ')[1]);
  const values = [new Float32Array(2e7).fill(1), new Float32Array(10).fill(1), pagedFloats(2e7).fill(1)];
  const before = residentBytes();
  freeBuffers(values);
  // A collection would have to find out first that nobody uses them, which `values` does.
  while (before - residentBytes() < 14e7) await sleep(20);
  expect(values.map(({ length }) => length)).toEqual([0, 0, 0]);
});
