import { beforeAll, expect, test } from '@jest/globals';
import { parseReport } from '../../runtime/index.ts';
import { imageClassifier } from '../runtime/models.ts';
import { openLink } from '../support/pretended-page.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, type Running, secateur, start } from './run-cli.ts';

const folder = temporaryFolder();
let model: string;
beforeAll(async () => {
  model = await folder.write('image.onnx', imageClassifier().bytes);
});

/** The link that a running command shows on standard error. */
function linkOf({ child, outcome }: Running): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stderr!.on('data', (text: string) => {
      said += text;
      const [link] = /http:\/\/\S+\//.exec(said) ?? [];
      if (link !== undefined) resolve(link);
    });
    outcome.then(({ stderr }) => reject(new Error(stderr)));
  });
}

const remote = (...more: string[]) => start(['profile', model, '--remote', '--host', '127.0.0.1', ...more]);

test('profile --remote measures on the page that opens its link, and keeps that in a report', async () => {
  const running = remote('--rounds', '2', '--json', '--quiet', '-o', folder.at('phone.json'));
  const page = await openLink(await linkOf(running));
  for (const round of [1, 2]) {
    await page.next();
    expect(await page.answer(round, [round, round])).toBe(204);
  }
  const { exitCode, stdout, stderr } = await running.outcome;
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(
    /^Open on the device to measure: http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}\/\nOnly this machine reaches/,
  );
  const report = parseReport(String(await folder.read('phone.json')), 'phone.json');
  expect(JSON.parse(stdout).models).toEqual(report.models);
  expect(report.models[0]!.profiles[0]).toMatchObject({ device: 'remote:wasm', latencyMs: { p50: 1 } });
});

test('a page that is closed half-way leaves a report of what it had measured, and exit code 6', async () => {
  const running = remote('--rounds', '2', '-o', folder.at('part.json'));
  const page = await openLink(await linkOf(running));
  await page.next();
  await page.answer(1, [5]);
  await page.next();
  await page.leave();
  const { exitCode, stdout, stderr } = await running.outcome;
  expect(exitCode).toBe(6);
  expect(stderr).toContain('image on remote:wasm: 1 of 2 rounds. The page was closed.');
  expect(stdout).toMatch(/image +remote:wasm/);
  const { models } = parseReport(String(await folder.read('part.json')), 'part.json');
  expect(models[0]!.profiles.map(({ rounds, incomplete }) => [rounds.length, incomplete])).toEqual([
    [1, '1 of 2 rounds. The page was closed.'],
  ]);
});

test('a page that is closed at once, and Ctrl-C while nobody comes, are one sentence each', async () => {
  const closed = remote();
  const page = await openLink(await linkOf(closed));
  await page.next();
  await page.leave();
  expect(await closed.outcome).toMatchObject({
    exitCode: 6,
    stderr: expect.stringContaining('Nothing was measured: The page was closed.'),
  });
  const waiting = remote();
  await linkOf(waiting);
  waiting.child.kill('SIGINT');
  expect(await waiting.outcome).toMatchObject({
    exitCode: 130,
    stderr: expect.stringContaining('Profiling was stopped before a device opened the link.'),
  });
});

test('devices that make no sense are refused before anything runs', async () => {
  expectRefusal(await secateur('profile', model, '--device', 'cpu,toaster'), 2, /'toaster'.*browser:wasm:4/);
  expectRefusal(await secateur('profile', model, '--host', '127.0.0.1'), 2, /--remote/);
  expectRefusal(await secateur('profile', model, '--remote', '--host', '203.0.113.7'), 2, /203\.0\.113\.7.*--host/);
});
