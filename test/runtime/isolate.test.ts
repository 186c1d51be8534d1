import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { load } from '../../runtime/index.ts';
import { type ModelProcess, type StartProcess, startProcess } from '../../runtime/isolate/spawn.ts';
import { runNode } from '../support/run-node.ts';
import { foreignModel, imageClassifier, pixelRows } from './models.ts';

const { bytes, columns } = imageClassifier();
const row = pixelRows(1, columns);

/** Starts processes as ever, and remembers them. */
function remembering() {
  const processes: ModelProcess[] = [];
  const start: StartProcess = async (script) => {
    const child = await startProcess(script);
    processes.push(child);
    return child;
  };
  const pid = () => processes.at(-1)!.pid!;
  return { processes, start, pid };
}

/** Makes a call that the process cannot begin before it dies. */
function during<Result>(pid: number, call: () => Promise<Result>, signal: NodeJS.Signals): Promise<Result> {
  process.kill(pid, 'SIGSTOP');
  const result = call();
  process.kill(pid, signal);
  process.kill(pid, 'SIGCONT');
  return result;
}

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await delay(25);
}

describe('a model in a process of its own', () => {
  test('answers as one in this process, rows and tensors', async () => {
    await using here = await load(bytes);
    await using there = await load(bytes, { isolate: true });
    const rows = pixelRows(20, columns);
    expect(await there.predict(rows)).toEqual(await here.predict(rows));
    const feed = { type: 'float32' as const, data: rows, dims: [20, columns] };
    expect((await there.run({ input: feed }))['logits']?.data).toEqual(
      (await here.run({ input: feed }))['logits']?.data,
    );
    expect([there.inputs, there.outputs, there.provider]).toEqual([here.inputs, here.outputs, here.provider]);
  });

  test.each<NodeJS.Signals>(['SIGKILL', 'SIGSEGV'])(
    'that dies by %s in the middle of a call makes it once more',
    async (signal) => {
      const { processes, start, pid } = remembering();
      await using model = await load(bytes, { isolate: { start } });
      const expected = await model.predict(row);
      const calls = await during(pid(), () => Promise.all([model.predict(row), model.predict(row)]), signal);
      expect(calls).toEqual([expected, expected]);
      expect(processes).toHaveLength(2);
    },
  );

  test('that dies of the same call twice is an error; calls that waited are answered', async () => {
    const { processes, start, pid } = remembering();
    const poisoned: StartProcess = async (script) => {
      const child = await start(script);
      let unanswered = 0;
      let isPoisoned = false;
      // It dies when it comes to that call, and what was sent after it is lost.
      const dieInTurn = () => isPoisoned && unanswered === 0 && child.kill();
      return {
        ...child,
        onMessage: (listener) =>
          child.onMessage((message) => {
            listener(message);
            unanswered--;
            dieInTurn();
          }),
        send: (message) => {
          const { feeds } = message as { readonly feeds?: Readonly<Record<string, { readonly data: Float32Array }>> };
          isPoisoned ||= feeds?.['input']?.data[0] === 13;
          if (isPoisoned) {
            dieInTurn();
            return;
          }
          unanswered++;
          child.send(message);
        },
      };
    };
    await using model = await load(bytes, { isolate: { start: poisoned } });
    const poison = row.slice();
    poison[0] = 13;
    const [first, second, third] = await Promise.allSettled([
      model.predict(row),
      model.predict(poison),
      model.predict(row),
    ]);
    expect([first.status, third.status]).toEqual(['fulfilled', 'fulfilled']);
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'PROVIDER_FAILED' } });
    expect(processes).toHaveLength(3);
    expect(model.provider).toBe('node-cpu');
    expect(await model.predict(row)).toHaveLength(1);
    expect(isAlive(pid())).toBe(true);
  });

  test('whose process was killed while idle answers in a new one', async () => {
    const { start, pid } = remembering();
    await using model = await load(bytes, { isolate: { start } });
    process.kill(pid(), 'SIGKILL');
    await untilGone(pid());
    expect(await model.predict(row)).toHaveLength(1);
  });

  test('reports what the model or the call is wrong in as ever', async () => {
    await expect(load(Uint8Array.of(1, 2, 3), { isolate: true })).rejects.toMatchObject({ code: 'FORMAT_INVALID' });
    const broken = bytes.slice();
    broken.fill(255, 60, 90);
    await expect(load(broken, { isolate: true })).rejects.toMatchObject({ name: 'SecateurError' });
    await expect(load(bytes, { isolate: true, device: 'coreml' })).rejects.toMatchObject({ code: 'UNSUPPORTED' });
    await using model = await load(foreignModel().bytes, { isolate: true });
    await expect(model.run({})).rejects.toThrow("input 'input' is missing");
  });

  test('is gone when it is disposed, and when loading it is stopped', async () => {
    const { start, pid } = remembering();
    const model = await load(bytes, { isolate: { start } });
    await model.dispose();
    await untilGone(pid());
    const controller = new AbortController();
    const stopping: StartProcess = async (script) => {
      const child = await start(script);
      controller.abort();
      return child;
    };
    const loading = load(bytes, { isolate: { start: stopping }, signal: controller.signal });
    await expect(loading).rejects.toMatchObject({ code: 'ABORTED' });
    await untilGone(pid());
  });

  test('sends tensors as their bytes: 64 MB go there and back', async () => {
    const { bytes: foreign, columns: width } = foreignModel();
    await using model = await load(foreign, { isolate: true });
    const rows = Math.floor((16 * 2 ** 20) / width);
    const data = new Float32Array(rows * width).fill(1);
    const { logits } = await model.run({ input: { type: 'float32', data, dims: [rows, width] } });
    expect(logits!.dims).toEqual([rows, 4]);
    expect(logits!.data[0]).toBe(logits!.data[4 * (rows - 1)]);
  });
});

describe('the program', () => {
  const script = (end: string) => `
    import { load } from ${JSON.stringify(new URL('../../runtime/index.js', import.meta.url).href)};
    import { startProcess } from ${JSON.stringify(new URL('../../runtime/isolate/spawn.js', import.meta.url).href)};
    const start = async (script) => { const child = await startProcess(script); console.log(child.pid); return child; };
    const model = await load(Uint8Array.from(Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64')), { isolate: { start } });
    await model.predict(new Float32Array(${columns}));
    ${end}`;

  test('takes its models with it when it is killed', async () => {
    const { stdout } = await runNode(['--input-type=module', '-e', script("process.kill(process.pid, 'SIGKILL');")]);
    await untilGone(Number(stdout));
  });

  test('goes on after it has disposed of the model', async () => {
    const end = "await model.dispose(); console.log('went on');";
    const { stdout, exitCode } = await runNode(['--input-type=module', '-e', script(end)]);
    expect(stdout).toMatch(/^\d+\nwent on\n$/);
    expect(exitCode).toBe(0);
  });

  test('ends by itself, though nobody disposed of the model', async () => {
    const { stdout, exitCode } = await runNode(['--input-type=module', '-e', script('')]);
    expect(exitCode).toBe(0);
    await untilGone(Number(stdout));
  });
});
