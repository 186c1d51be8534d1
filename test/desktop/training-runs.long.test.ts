import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type RunningHost, startHost } from '../../desktop/host/index.ts';
import type { JobEvent, JobUpdate } from '../../desktop/shared/index.ts';
import { table } from '../cli/tables.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { apiOf } from './host-api.ts';

const folder = temporaryFolder();
let host: RunningHost;
let api: ReturnType<typeof apiOf>;

async function begin(): Promise<void> {
  host = await startHost({
    home: 'studio',
    version: '0.0.0',
    stateFolder: folder.at('state'),
    onBug: (operation, error) => {
      throw new Error(`a bug in ${operation}: ${error}`);
    },
  });
  api = apiOf(host);
}
beforeEach(begin);
afterEach(() => host.close());

/** Leaves the job when it hears of an epoch of this stage. */
function epochOf(job: string, stage: string): Promise<JobUpdate> {
  const leaving = new AbortController();
  return new Promise((resolve, reject) => {
    const onUpdate = (update: JobUpdate) => {
      const events = update.kind === 'history' ? update.events : update.kind === 'event' ? [update.event] : [];
      if (!events.some((event) => (event as JobEvent<'training'>).stage === stage)) return;
      resolve(update);
      leaving.abort();
    };
    api
      .watchJob({ job }, { signal: leaving.signal, onUpdate })
      .then(({ error }) => reject(new Error(`ended: ${error?.message}`)), reject);
  });
}

/** So many epochs that a training is at work still when its process is killed. */
const options = { network: '6-40-2', epochs: 200, seed: 3, checkpointSeconds: 0 };

test('a training whose process was killed goes on in another host, to the same posterior', async () => {
  const data = await folder.write('data.csv', table('label'));
  const whole = await api.startTraining({ title: 'whole', data, options });
  const done = await api.watchJob({ job: whole.job });
  expect(done).toMatchObject({ kind: 'training', state: 'done', result: { network: '6-40-2' } });

  const begun = await api.startTraining({ title: 'killed', data, options });
  await epochOf(begun.job, 'fit posterior');
  process.kill(host.host.jobs.pid(begun.job)!, 'SIGKILL');
  const failed = await api.watchJob({ job: begun.job });
  expect(failed).toMatchObject({ state: 'failed', error: { message: expect.stringMatching(/SIGKILL/) } });
  expect((await api.hostState({})).home).toBe('studio');
  const before = await api.listRuns({});
  expect(before.map(({ title, state }) => [title, state])).toEqual([
    ['killed', 'failed'],
    ['whole', 'done'],
  ]);

  await host.close();
  await begin();
  const [{ run } = { run: '' }] = await api.listRuns({});
  const [resumed, again] = await Promise.allSettled([api.resumeTraining({ run }), api.resumeTraining({ run })]);
  if (resumed.status === 'rejected') throw resumed.reason;
  expect(again).toMatchObject({ status: 'rejected', reason: { message: 'This training is running.' } });
  await expect(api.removeRun({ run })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  expect(await api.watchJob({ job: resumed.value.job })).toMatchObject({ state: 'done', notes: expect.any(Array) });
  const [first, second] = await api.listRuns({});
  const posteriors = await Promise.all([first!, second!].map((each) => api.openRun({ run: each.run })));
  const bytes = await Promise.all(posteriors.map(({ path }) => readFile(path!)));
  expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
  // Each epoch once, though some were trained twice.
  const histories = await Promise.all([first!, second!].map((each) => api.runHistory({ run: each.run })));
  expect(histories[0]!.map(({ stage, epoch }) => [stage, epoch])).toEqual(
    histories[1]!.map(({ stage, epoch }) => [stage, epoch]),
  );

  await api.removeRun({ run });
  expect(await api.listRuns({})).toHaveLength(1);
  await expect(api.openRun({ run })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

test('a training that is cancelled is interrupted, and one that cannot begin says why', async () => {
  const data = await folder.write('data.csv', table('label'));
  const long = await api.startTraining({ title: 'long', data, options: { ...options, epochs: 5000 } });
  await epochOf(long.job, 'fit posterior');
  expect(await api.cancelJob({ job: long.job })).toMatchObject({ state: 'cancelled' });
  const wrong = await api.startTraining({ title: 'wrong', data, options: { network: '7-3-2' } });
  expect(await api.watchJob({ job: wrong.job })).toMatchObject({
    state: 'failed',
    error: { code: 'NETWORK_INVALID' },
  });
  expect((await api.listRuns({})).slice(0, 2).map(({ title, state }) => [title, state])).toEqual([
    ['wrong', 'failed'],
    ['long', 'interrupted'],
  ]);
});

test('a training of another host on the same folder is left alone', async () => {
  const data = await folder.write('data.csv', table('label'));
  const { job } = await api.startTraining({ title: 'shared', data, options: { ...options, epochs: 5000 } });
  await epochOf(job, 'fit posterior');
  const other = await startHost({
    home: 'desktop',
    version: '0.0.0',
    stateFolder: folder.at('state'),
    onBug: () => undefined,
  });
  try {
    const [seen] = await apiOf(other).listRuns({});
    expect(seen).toMatchObject({ title: 'shared', state: 'elsewhere' });
    const refusal = { code: 'ARGUMENT_INVALID', message: expect.stringContaining('another Secateur') };
    await expect(apiOf(other).resumeTraining({ run: seen!.run })).rejects.toMatchObject(refusal);
    await expect(apiOf(other).removeRun({ run: seen!.run })).rejects.toMatchObject(refusal);
    await api.cancelJob({ job });
    expect((await apiOf(other).listRuns({}))[0]).toMatchObject({ state: 'interrupted' });
    const resumed = await apiOf(other).resumeTraining({ run: seen!.run });
    await expect(api.resumeTraining({ run: seen!.run })).rejects.toMatchObject(refusal);
    await apiOf(other).cancelJob({ job: resumed.job });
  } finally {
    await other.close();
  }
});

test('what pages call a run leads to no other folder', async () => {
  for (const run of ['../state', '..', '.', '', 'a/b', '/etc', '__proto__', 'f'.repeat(36)]) {
    await expect(api.openRun({ run })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
    await expect(api.resumeTraining({ run })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  }
  await expect(api.removeRun({ run: '..' })).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
});

test('data that a page sent stays with the run', async () => {
  const bytes = new TextEncoder().encode(table('label'));
  const { upload } = await api.beginUpload({ name: '../my data.csv', sizeBytes: bytes.length });
  await api.appendUpload({ upload, offset: 0, bytes });
  const { data } = await api.finishDataUpload({ upload });
  const { job } = await api.startTraining({ title: 'sent', data, options: { ...options, epochs: 2 } });
  expect(await api.watchJob({ job })).toMatchObject({ state: 'done' });
  const [run] = await api.listRuns({});
  expect(run!.data.startsWith(folder.at('state'))).toBe(true);
  expect(new TextDecoder().decode(await readFile(run!.data))).toBe(table('label'));
});
