import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, expect, test } from '@jest/globals';
import type { SeedsSummary } from '../../cli/train/seeds/summary.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateurJson, start } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();
beforeAll(() => folder.write('data.csv', table('label')));

function args(name: string, ...more: string[]): string[] {
  const output = folder.at(`${name}.safetensors`);
  return ['train', folder.at('data.csv'), '-o', output, '--network', '6-20-2', '--epochs', '30', ...more];
}

type Runs = SeedsSummary & { readonly runs: { seed: number; metrics: Record<string, number> }[] };

test('Ctrl-C stops all of them, and all go on from there', async () => {
  const long = (...more: string[]) => args('long', '--epochs', '150', '--seeds', '3', ...more);
  const running = start(long('--checkpoint-seconds', '0'));
  while (!(await folder.list()).some((name) => name.startsWith('long-seed'))) await sleep(5);
  running.child.kill('SIGINT');
  const stopped = await running.outcome;
  expect(stopped).toMatchObject({ exitCode: 130, stdout: '' });
  expect(stopped.stderr.trimEnd().split('\n').at(-1)).toMatch(/interrupted; run the same command with --resume/);
  expectRefusal(await start(long()).outcome, 2, /an earlier run was interrupted\. Add --resume/);
  const resumed = await secateurJson<Runs>(...long('--resume'));
  const whole = await secateurJson<Runs>(...args('whole', '--epochs', '150', '--seeds', '3'));
  expect(resumed.metrics).toEqual(whole.metrics);
  for (const seed of [0, 1, 2]) {
    expect(await folder.read(`long-seed${seed}.safetensors`)).toEqual(
      await folder.read(`whole-seed${seed}.safetensors`),
    );
  }
});
