import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir } from 'node:fs/promises';
import { hostname } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { processIdentity, startByPs } from '../../desktop/host/state/process-identity.ts';
import { lockOf, lockRun } from '../../desktop/host/training/run-lock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const folder = temporaryFolder();
let runs = 0;
async function newRun(): Promise<string> {
  const run = folder.at(`run-${runs++}`);
  await mkdir(run);
  return run;
}

/** The file of another host. */
async function noted(run: string, note: unknown): Promise<string> {
  return folder.write(`${run.slice(folder.at('').length)}/other.lock`, JSON.stringify(note));
}

const testWithPs = process.platform === 'win32' ? test.skip : test;

testWithPs('when a process began is told by ps too, as on macOS, and not of one that is no more', async () => {
  const began = await startByPs(process.pid);
  expect(began).toMatch(/^\w{3} \w{3} +\d+ \d\d:\d\d:\d\d \d{4}$/);
  expect(await startByPs(process.pid)).toBe(began);
  // Larger than any process has.
  await expect(startByPs(99_999_999)).rejects.toThrow();
});

describe('the lock of a run', () => {
  test('is for one at a time, and leaves nothing behind', async () => {
    const run = await newRun();
    const release = await lockRun(run);
    await expect(lockRun(run)).rejects.toMatchObject({
      code: 'ARGUMENT_INVALID',
      message: expect.stringContaining('another Secateur'),
    });
    expect(await lockOf(run)).toMatch(/\.lock$/);
    await release();
    expect(await lockOf(run)).toBeUndefined();
    expect(await readdir(run)).toEqual([]);
    await (await lockRun(run))();
  });

  test('never goes to two, however many want it at once', async () => {
    const run = await newRun();
    const wanted = await Promise.allSettled(Array.from({ length: 8 }, () => lockRun(run)));
    expect(wanted.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(1);
    for (const each of wanted) if (each.status === 'fulfilled') await each.value();
    expect(await readdir(run)).toEqual([]);
  });

  test('of a host that is no more is taken over', async () => {
    const run = await newRun();
    const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1e6)'], { stdio: 'ignore' });
    const began = await processIdentity(child.pid!);
    const note = { pid: child.pid, began, machine: hostname() };
    await noted(run, note);
    await expect(lockRun(run)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    await (await lockRun(run))();
    expect(await readdir(run)).toEqual([]);
  });

  test('is not held by a later process with the number of the one that is gone', async () => {
    const run = await newRun();
    await noted(run, { pid: process.pid, began: 'long ago', machine: hostname() });
    // Where the system tells when a process began.
    if (process.platform !== 'win32') await (await lockRun(run))();
  });

  test('is left to a host of another machine, and taken from what no host wrote', async () => {
    const run = await newRun();
    const path = await noted(run, { pid: 1, began: '', machine: `not-${hostname()}` });
    await expect(lockRun(run)).rejects.toMatchObject({ message: expect.stringContaining(path) });
    for (const nonsense of [7, null, {}, { pid: -1, began: '', machine: hostname() }, { pid: '1' }]) {
      await noted(run, nonsense);
      await (await lockRun(run))();
    }
  });
});
