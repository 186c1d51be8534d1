import { beforeAll, describe, expect, test } from '@jest/globals';
import { parseReport } from '../../runtime/index.ts';
import { imageClassifier } from '../runtime/models.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { secateur, start } from './run-cli.ts';
import { preloaded, whenSaid, whenWritten } from './signal-itself.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();
/** Checkpoints are written every ten seconds: with a clock this fast, after nearly every epoch. */
const fastClock = preloaded('const real = Date.now; Date.now = () => 1000 * real();');

function args(output: string, ...more: string[]): string[] {
  const how = ['--epochs', '40', '--network', '6-20-2', '--seed', '3'];
  return ['train', folder.at('data.csv'), '-o', folder.at(output), ...how, ...more];
}

beforeAll(() => folder.write('data.csv', table('label')));

describe('train', () => {
  test('a run that was killed again and again and resumed gives the bytes of one that was not', async () => {
    expect(await secateur(...args('whole.safetensors'))).toMatchObject({ exitCode: 0 });
    const checkpoints = ['killed.safetensors.dense.checkpoint', 'killed.safetensors.checkpoint'];
    for (const checkpoint of checkpoints) {
      const nodeOptions = [...fastClock, ...whenWritten(checkpoint, 'SIGKILL')];
      const { outcome } = start(args('killed.safetensors', '--resume'), { nodeOptions });
      expect(await outcome).toMatchObject({ exitCode: null });
      expect(await folder.list()).not.toContain('killed.safetensors');
    }
    expect(await secateur(...args('killed.safetensors'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringMatching(/an earlier run was interrupted\. Add --resume/),
    });
    expect(await secateur(...args('killed.safetensors', '--resume', '--batch-size', '4'))).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining('other data or options'),
    });
    expect(await secateur(...args('killed.safetensors', '--resume'))).toMatchObject({ exitCode: 0 });
    expect(await folder.read('killed.safetensors')).toEqual(await folder.read('whole.safetensors'));
    expect((await folder.list()).filter((name) => name.endsWith('checkpoint'))).toEqual([]);
  });

  test('Ctrl-C ends it with 130 and one sentence, and leaves no output but the log', async () => {
    const log = folder.at('stopped.jsonl');
    const endless = args('stopped/out.safetensors', '--epochs', '100000', '--log', log);
    const before = [...(await folder.list()), 'stopped.jsonl'];
    const outcome = await start(endless, { nodeOptions: whenSaid('rows train', 'SIGINT') }).outcome;
    expect(outcome).toMatchObject({ exitCode: 130, stdout: '' });
    const left = (await folder.list()).filter((name) => !before.includes(name) && name !== 'stopped');
    expect(left.filter((name) => !name.endsWith('.checkpoint'))).toEqual([]);
    // Whether an epoch was over by then is up to the machine.
    const advice =
      left.length > 0 ? 'run the same command with --resume to continue' : `nothing was written but the log, ${log}`;
    expect(outcome.stderr.trimEnd().split('\n').at(-1)).toBe(`secateur: interrupted; ${advice}.`);
  });

  test('--resume begins anew where there is nothing to resume, and says so', async () => {
    const outcome = await secateur(...args('nothing.safetensors', '--resume', '--no-teacher', '--epochs', '1'));
    expect(outcome).toMatchObject({
      exitCode: 0,
      stderr: expect.stringContaining('nothing to resume: training begins anew'),
    });
  });

  test('with a checkpoint behind it, Ctrl-C says how to go on', async () => {
    const nodeOptions = [...fastClock, ...whenWritten('stopped.safetensors.dense.checkpoint', 'SIGINT')];
    expect(await start(args('stopped.safetensors', '--epochs', '100000'), { nodeOptions }).outcome).toMatchObject({
      exitCode: 130,
      stderr: expect.stringContaining('run the same command with --resume to continue.'),
    });
  });
});

test('a second Ctrl-C does not wait', async () => {
  const nodeOptions = whenSaid('rows train', 'SIGINT', { isTwice: true });
  const { child, outcome } = start(args('twice.safetensors', '--epochs', '100000'), { nodeOptions });
  await outcome;
  expect(child.signalCode).toBe('SIGINT');
  expect(await folder.list()).not.toContain('twice.safetensors');
});

test('a profile that is stopped keeps the rounds that had ended', async () => {
  await folder.write('p.onnx', imageClassifier().bytes);
  const args = ['profile', folder.at('p.onnx'), '--rounds', '1000', '-o', folder.at('p.json')];
  const nodeOptions = [...fastClock, ...whenSaid('profile:', 'SIGINT')];
  const { exitCode, stdout, stderr: said } = await start(args, { nodeOptions }).outcome;
  expect(exitCode).toBe(130);
  expect(said.trimEnd().split('\n').at(-1)).toBe(
    `secateur: interrupted; ${folder.at('p.json')} holds what had been measured.`,
  );
  expect(stdout).toMatch(/^p +cpu/m);
  const [model] = parseReport(String(await folder.read('p.json')), 'p.json').models;
  expect(model!.profiles[0]!.incomplete).toMatch(/^\d+ of 1000 rounds\. It was interrupted\.$/);
});
