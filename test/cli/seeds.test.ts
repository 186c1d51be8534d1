import { mkdir, writeFile } from 'node:fs/promises';
import { beforeAll, expect, test } from '@jest/globals';
import { describeSummary, type SeedsSummary } from '../../cli/train/seeds/summary.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();
beforeAll(() => folder.write('data.csv', table('label')));

function args(name: string, ...more: string[]): string[] {
  const output = folder.at(`${name}.safetensors`);
  return ['train', folder.at('data.csv'), '-o', output, '--network', '6-20-2', '--epochs', '30', ...more];
}

type Runs = SeedsSummary & { readonly runs: { seed: number; metrics: Record<string, number> }[] };

test('several seeds give each what it gives alone, on the engine that was asked for, and a summary of all', async () => {
  const how = ['--engine', 'reference', '--epochs', '10'];
  const { runs, tempering, metrics, keptInputs } = await secateurJson<Runs>(
    ...args('all', ...how, '--seeds', '2', '--seed', '4', '--log', folder.at('log.jsonl')),
  );
  expect(runs.map(({ seed }) => seed)).toEqual([4, 5]);
  const accuracies = runs.map((run) => run.metrics['testAccuracyOfMedianCut']!);
  const mean = accuracies.reduce((sum, value) => sum + value, 0) / 2;
  expect(metrics['testAccuracyOfMedianCut']!.mean).toBeCloseTo(mean, 12);
  expect(metrics['testAccuracyOfMedianCut']!.maximum).toBe(Math.max(...accuracies));
  expect(tempering).toMatchObject({ slab: 1, likelihood: 'labels' });
  expect(keptInputs).toHaveLength(6);
  expect(keptInputs!.find(({ input }) => input === 'x')).toEqual({ input: 'x', runs: 2 });
  await secateurJson(...args('alone', ...how, '--seed', '5'));
  expect(await folder.read('all-seed5.safetensors')).toEqual(await folder.read('alone.safetensors'));
  expect((await folder.list()).filter((name) => name.startsWith('all'))).toEqual(
    [4, 5].map((seed) => `all-seed${seed}.safetensors`),
  );
  for (const seed of [4, 5]) {
    const engines = String(await folder.read(`log-seed${seed}.jsonl`)).match(/"engine":"[^"]*"/g);
    expect(new Set(engines)).toEqual(new Set(['"engine":"reference"']));
  }
});

test('a summary names tempering as each run does', () => {
  const summary = { metrics: {}, tempering: { slab: 0.05, inclusion: 1, likelihood: 'labels' } } as const;
  expect(describeSummary(summary, 2)).toMatch(/Tempered .* counts 0\.05\.$/);
  expect(describeSummary({ ...summary, tempering: { ...summary.tempering, slab: 1 } }, 2)).not.toMatch(/Tempered/);
});

test('a failure is that of the first seed, and nothing of it is left', async () => {
  const outcome = await secateur(...args('bad', '--seeds', '2', '--network', '7-20-2'));
  expectRefusal(outcome, 2, /Seed 0: .*6-\.\.\.-2/);
  expect((await folder.list()).filter((name) => name.startsWith('bad'))).toEqual([]);
});

test('seeds end at the largest there is', async () => {
  const outcome = await secateur(...args('last', '--seeds', '3', '--seed', '4294967294'));
  expectRefusal(outcome, 2, /3 seeds from 4294967294 on go beyond 4294967295/);
});

test('results of another network, or damaged ones, are not taken for those of an unfinished run', async () => {
  const unfinished = (...more: string[]) =>
    args('mixed', '--epochs', '3', '--seeds', '2', '--log', folder.at('mixed.jsonl'), ...more);
  // Where its log belongs is a folder: the second seed fails, and the first is kept.
  await mkdir(folder.at('mixed-seed1.jsonl'));
  expectRefusal(await secateur(...unfinished()), 4, /Seed 1: .*mixed-seed1\.jsonl: cannot be written/);
  const outcome = await secateur(...unfinished('--resume', '--network', '6-21-2'));
  expectRefusal(outcome, 2, /these results belong to a run with other options/);
  const results = folder.at('mixed.safetensors.seeds.checkpoint');
  const whole = String(await folder.read('mixed.safetensors.seeds.checkpoint'));
  for (const damaged of [
    '[',
    'null',
    whole.replace('"metrics"', '"figures"'),
    whole.replace(/"results":.*/, '"results":[1]}'),
  ]) {
    await writeFile(results, damaged);
    expectRefusal(await secateur(...unfinished('--resume')), 3, /seeds\.checkpoint: does not hold the results/);
  }
  await writeFile(results, whole);
  await folder.write('data.csv', table('label').replace('red', 'green'));
  expectRefusal(await secateur(...unfinished('--resume')), 3, /data\.csv: is not what seed 0 was trained on/);
});
