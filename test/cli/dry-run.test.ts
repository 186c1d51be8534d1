import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { secateurJson, start } from './run-cli.ts';
import { whenSaid } from './signal-itself.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();
beforeAll(() => folder.write('data.csv', table('value')));

interface DryRun {
  readonly parameters: number;
  readonly memoryBytes: number;
  readonly expectedMs: number;
  readonly stages: { stage: string; epochs: number; steps: number; stepMs: number; expectedMs: number }[];
}

function dryRun(...more: string[]): Promise<DryRun> {
  const log = ['--log', folder.at('x.jsonl')];
  return secateurJson('train', folder.at('data.csv'), '-o', folder.at('x.safetensors'), '--dry-run', ...log, ...more);
}

test('a dry run says what a run would take and writes nothing', async () => {
  const small = await dryRun('--network', '6-20-1', '--epochs', '3000');
  expect(small).toMatchObject({ network: '6-20-1', parameters: 161, batchSize: 8 });
  expect(small.stages.map(({ stage, epochs }) => [stage, epochs])).toEqual([
    ['train dense', 3000],
    ['fit posterior', 3000],
  ]);
  for (const { steps, stepMs, expectedMs } of small.stages) {
    expect(steps % 3000).toBe(0);
    expect(stepMs).toBeGreaterThan(0);
    expect(expectedMs).toBeGreaterThan(0.9 * steps * stepMs);
  }
  expect(small.expectedMs).toBeCloseTo(
    small.stages.reduce((sum, { expectedMs }) => sum + expectedMs, 0),
    6,
  );
  const large = await dryRun('--network', '6-500-500-1', '--epochs', '3000', '--no-teacher');
  expect(large.stages.map(({ stage }) => stage)).toEqual(['fit posterior']);
  expect(large.memoryBytes).toBeGreaterThan(small.memoryBytes);
  expect(await folder.list()).toEqual(['data.csv']);
});

test('a run that is over before the measurement is, is measured whole', async () => {
  const { stages } = await dryRun('--network', '6-4-1', '--epochs', '1');
  expect(stages.every(({ expectedMs }) => expectedMs > 0)).toBe(true);
});

test('a dry run needs no output', async () => {
  const { stages } = await secateurJson<DryRun>('train', folder.at('data.csv'), '--epochs', '1', '--dry-run');
  expect(stages).toHaveLength(2);
});

test('a dry run can be interrupted', async () => {
  const args = ['train', folder.at('data.csv'), '-o', folder.at('y.safetensors'), '--dry-run'];
  const { outcome } = start(args, { nodeOptions: whenSaid('rows train', 'SIGINT') });
  expect(await outcome).toMatchObject({ exitCode: 130, stdout: '' });
});
