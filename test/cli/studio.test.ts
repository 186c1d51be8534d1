import { existsSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { openPage } from '../desktop/studio-page.ts';
import { childrenOf, parentOf } from '../support/processes.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, type Running, start } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

// What a killed studio leaves behind goes with the folder of this test.
const environment = () => ({ XDG_STATE_HOME: folder.at('state'), TMPDIR: folder.path() });
const studio = (...args: string[]) => start(['studio', '--no-open', ...args], { environment: environment() });

/** The address that it prints, once it does. */
async function addressOf({ child, outcome }: Running): Promise<URL> {
  const printed = new Promise<string>((resolve) => child.stdout!.once('data', resolve));
  const ended = outcome.then(({ stderr }): never => {
    throw new Error(stderr);
  });
  return new URL((await Promise.race([printed, ended])).trim());
}

test('studio prints its address, serves a page, and ends well with Ctrl-C, its trainings saved', async () => {
  const data = await folder.write('data.csv', table('label'));
  const running = studio();
  const { origin, port, hash } = await addressOf(running);
  expect(origin).toBe(`http://127.0.0.1:${port}`);
  expect((await fetch(origin)).status).toBe(200);
  const page = await openPage({ port: Number(port) }, { secret: hash.slice(1) });
  const options = { network: '6-20-2', epochs: 5000, checkpointSeconds: 0 };
  const { job } = await page.api.startTraining({ title: 'long', data, options });
  const left = new AbortController();
  await new Promise((resolve) => {
    const onUpdate = ({ kind }: { readonly kind: string }) => kind === 'event' && resolve(undefined);
    page.api.watchJob({ job }, { signal: left.signal, onUpdate }).catch(() => undefined);
  });
  left.abort();
  const [run] = await page.api.listRuns({});
  running.child.kill('SIGINT');
  expect(await running.outcome).toMatchObject({ exitCode: 0 });
  expect(await page.closed).toBe(1006);
  const saved = folder.at(`state/secateur/runs/${run!.run}/posterior.safetensors`);
  expect([`${saved}.checkpoint`, `${saved}.dense.checkpoint`].some((path) => existsSync(path))).toBe(true);
});

const testOnLinux = process.platform === 'linux' ? test : test.skip;

testOnLinux('studio is gone, and its jobs with it, when it is killed', async () => {
  const data = await folder.write('data.csv', table('label'));
  const running = studio();
  const { port, hash } = await addressOf(running);
  const page = await openPage({ port: Number(port) }, { secret: hash.slice(1) });
  const options = { network: '6-20-2', epochs: 100_000 };
  const { job } = await page.api.startTraining({ title: 'long', data, options });
  const history = new Promise((resolve) => {
    const onUpdate = ({ kind }: { readonly kind: string }) => kind === 'event' && resolve(undefined);
    page.api.watchJob({ job }, { onUpdate }).catch(() => undefined);
  });
  await history;
  const children = await childrenOf(running.child.pid!);
  expect(children).not.toEqual([]);
  running.child.kill('SIGKILL');
  await running.outcome;
  // They end when they notice that nobody is there, long before the training would.
  for (const child of children) while (await parentOf(child)) await sleep(20);
});

test('studio says at once what is in its way', async () => {
  const running = studio();
  const { port } = await addressOf(running);
  expectRefusal(await studio('--port', port).outcome, 2, /Port \d+ is in use\. Choose another --port/);
  running.child.kill('SIGTERM');
  expect(await running.outcome).toMatchObject({ exitCode: 0 });
  expectRefusal(await studio(folder.at('nothing.onnx')).outcome, 3, /nothing\.onnx: no such file/);
  expectRefusal(await studio(await folder.write('text.onnx', 'hello')).outcome, 3, /What can be opened: a posterior/);
  expectRefusal(await studio('--port', '0').outcome, 2, /whole number from 1/);
});

testOnLinux('studio has the system open its address, and says so where there is nothing to open it with', async () => {
  const opener = await folder.write('xdg-open', `#!/bin/sh\nprintf '%s\\n' "$#" "$@" > "${folder.at('opened')}"\n`);
  await chmod(opener, 0o755);
  const opening = start(['studio'], {
    environment: { ...environment(), PATH: `${folder.path()}:${process.env['PATH']}` },
  });
  const { href } = await addressOf(opening);
  while (!existsSync(folder.at('opened'))) await sleep(20);
  opening.child.kill('SIGINT');
  expect(await opening.outcome).toMatchObject({ exitCode: 0 });
  expect(String(await folder.read('opened'))).toBe(`1\n${href}\n`);

  const alone = start(['studio'], { environment: { ...environment(), PATH: folder.at('empty') } });
  let said = '';
  alone.child.stderr!.on('data', (text: string) => {
    said += text;
  });
  await addressOf(alone);
  while (!said.includes('open the address yourself')) await sleep(20);
  alone.child.kill('SIGINT');
  expect(await alone.outcome).toMatchObject({ exitCode: 0 });
});
