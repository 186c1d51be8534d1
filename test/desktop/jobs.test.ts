import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { Child, Spawn } from '../../desktop/host/work/child.ts';
import { createJobs } from '../../desktop/host/work/jobs.ts';
import { createQuestions } from '../../desktop/host/work/questions.ts';
import type { JobUpdate, Reply, Request } from '../../desktop/shared/index.ts';

/** A process that does what the test says, and remembers what it was asked. */
function fakeProcesses() {
  const children: FakeChild[] = [];
  const spawn: Spawn = () => {
    let listeners: Parameters<Child['listen']>[0];
    const child: FakeChild = {
      pid: children.length,
      asked: [],
      killed: false,
      send: (message) => child.asked.push(message as Request),
      listen: (given) => {
        listeners = given;
      },
      kill: () => {
        child.killed = true;
        listeners.onEnd('SIGKILL');
      },
      say: (reply) => listeners.onMessage({ id: child.asked[0]!.id, ...reply }),
      die: (why) => listeners.onEnd(why),
    };
    children.push(child);
    return child;
  };
  return { spawn, children };
}

interface FakeChild extends Child {
  readonly asked: Request[];
  killed: boolean;
  say(reply: Omit<Reply, 'id'> & Record<string, unknown>): void;
  die(why: string): void;
}

const never = new AbortController().signal;

function started() {
  const { spawn, children } = fakeProcesses();
  const jobs = createJobs(spawn);
  const job = jobs.start('profile', 'a.onnx', (tasks, call) =>
    tasks.profileFiles({ files: ['a.onnx'], options: {} }, call),
  );
  return { jobs, job, spawn, children, child: children[0]! };
}

describe('a job', () => {
  test('is done when its process says so, and then has no process', async () => {
    const { jobs, job, child } = started();
    expect(job).toMatchObject({ kind: 'profile', title: 'a.onnx', state: 'running' });
    child.say({ kind: 'update', update: { kind: 'note', note: 'uneven' } });
    child.say({ kind: 'result', result: { models: [] } });
    const ended = await jobs.watch(job.job, () => undefined, never);
    expect(ended).toMatchObject({ state: 'done', result: { models: [] }, notes: ['uneven'] });
    expect(ended.endedAtMs).toBeGreaterThanOrEqual(ended.startedAtMs);
    expect(child.killed).toBe(true);
  });

  test('fails alone when its process dies', async () => {
    const { jobs, job, child, children } = started();
    const other = jobs.start('profile', 'b.onnx', (tasks, call) =>
      tasks.profileFiles({ files: [], options: {} }, call),
    );
    child.die('SIGSEGV');
    const ended = await jobs.watch(job.job, () => undefined, never);
    expect(ended).toMatchObject({ state: 'failed', error: { code: 'PROVIDER_FAILED' } });
    expect(ended.error!.message).toMatch(/SIGSEGV/);
    children[1]!.say({ kind: 'result', result: {} });
    expect(await jobs.watch(other.job, () => undefined, never)).toMatchObject({ state: 'done' });
  });

  test('fails with the error of its process', async () => {
    const { jobs, job, child } = started();
    child.say({ kind: 'error', code: 'DATA_INVALID', message: 'row 3 is empty' });
    expect(await jobs.watch(job.job, () => undefined, never)).toMatchObject({
      state: 'failed',
      error: { code: 'DATA_INVALID', message: 'row 3 is empty' },
    });
  });

  test('is cancelled once its process has stopped, which may have something to save', async () => {
    const { jobs, job, child } = started();
    const cancelled = jobs.cancel(job.job);
    await turn();
    expect(child.asked.at(-1)).toEqual({ kind: 'cancel', id: child.asked[0]!.id });
    expect(child.killed).toBe(false);
    expect(jobs.list()[0]).toMatchObject({ state: 'running' });
    child.say({ kind: 'error', code: 'ABORTED', message: 'interrupted' });
    expect(await cancelled).toMatchObject({ state: 'cancelled' });
    expect(await jobs.cancel(job.job)).toMatchObject({ state: 'cancelled' });
  });

  test('that does not stop is ended', async () => {
    const { jobs, job } = started();
    expect(await jobs.cancel(job.job)).toMatchObject({ state: 'cancelled' });
  }, 10_000);

  test('that was done before it heard of its cancellation is done', async () => {
    const { jobs, job, child } = started();
    const cancelled = jobs.cancel(job.job);
    child.say({ kind: 'result', result: { models: [] } });
    expect(await cancelled).toMatchObject({ state: 'done' });
  });

  test('goes on when a page leaves, and tells one that comes what it has missed', async () => {
    const { jobs, job, child } = started();
    const leaving = new AbortController();
    const left: JobUpdate[] = [];
    const watching = jobs.watch(job.job, (update) => left.push(update), leaving.signal);
    child.say({ kind: 'update', update: { kind: 'event', event: { url: 'one' } } });
    leaving.abort();
    await expect(watching).rejects.toMatchObject({ code: 'ABORTED' });
    child.say({ kind: 'update', update: { kind: 'event', event: { url: 'two' } } });
    child.say({ kind: 'update', update: { kind: 'progress', progress: { stage: 'profile', done: 1, total: 2 } } });
    const heard: JobUpdate[] = [];
    const again = jobs.watch(job.job, (update) => heard.push(update), never);
    expect(heard).toEqual([
      { kind: 'history', events: [{ url: 'one' }, { url: 'two' }] },
      {
        kind: 'job',
        job: expect.objectContaining({ state: 'running', progress: { stage: 'profile', done: 1, total: 2 } }),
      },
    ]);
    child.say({ kind: 'update', update: { kind: 'event', event: { url: 'three' } } });
    child.say({ kind: 'result', result: {} });
    expect(await again).toMatchObject({ state: 'done' });
    expect(heard).toContainEqual({ kind: 'event', event: { url: 'three' } });
    expect(left.filter(({ kind }) => kind === 'event')).toEqual([{ kind: 'event', event: { url: 'one' } }]);
  });

  test('keeps a history that is thinned out, not cut off, when it is long', () => {
    const { jobs, job, child } = started();
    for (let event = 0; event < 50_000; event++) child.say({ kind: 'update', update: { kind: 'event', event } });
    let events: readonly unknown[] = [];
    void jobs.watch(
      job.job,
      (update) => {
        if (update.kind === 'history') events = update.events;
      },
      never,
    );
    expect(events.length).toBeGreaterThan(500);
    expect(events.length).toBeLessThanOrEqual(2000);
    expect(events[0]).toBe(0);
    const gaps = new Set(events.slice(1, -1).map((event, index) => Number(event) - Number(events[index])));
    expect(gaps.size).toBe(1);
    expect(events.at(-1)).toBe(49_999);
  });
});

describe('jobs', () => {
  test('are no more at a time than a machine can stand', () => {
    const { jobs } = started();
    const start = () =>
      jobs.start('profile', 'more', (tasks, call) => tasks.profileFiles({ files: [], options: {} }, call));
    for (let more = 0; more < 7; more++) start();
    expect(start).toThrow(/8 jobs are running/);
  });

  test('are forgotten when they have ended and are told to go', async () => {
    const { jobs, job, child } = started();
    jobs.forget(job.job);
    expect(jobs.list()).toHaveLength(1);
    child.say({ kind: 'result', result: {} });
    await jobs.watch(job.job, () => undefined, never);
    jobs.forget(job.job);
    expect(jobs.list()).toEqual([]);
    await expect(jobs.watch(job.job, () => undefined, never)).rejects.toMatchObject({ code: 'ARGUMENT_INVALID' });
  });

  test('all stop when the host ends', async () => {
    const { jobs, child } = started();
    const closing = jobs.close();
    await turn();
    child.say({ kind: 'error', code: 'ABORTED', message: 'interrupted' });
    await closing;
    expect(jobs.list()).toEqual([expect.objectContaining({ state: 'cancelled' })]);
    expect(child.killed).toBe(true);
  });
});

test('a question whose process dies fails, and the next one finds a new process', async () => {
  const { spawn, children } = fakeProcesses();
  const { ask, pid } = createQuestions(spawn);
  expect(pid()).toBeUndefined();
  const lost = ask.operatorTimes({ path: 'a' });
  children[0]!.die('SIGABRT');
  await expect(lost).rejects.toMatchObject({ code: 'PROVIDER_FAILED', message: expect.stringMatching(/SIGABRT/) });
  const found = ask.operatorTimes({ path: 'a' });
  children[1]!.say({ kind: 'result', result: [] });
  expect(await found).toEqual([]);
});
