import { beforeAll, expect, test } from '@jest/globals';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson, start } from './run-cli.ts';
import { whenWritten } from './signal-itself.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();
beforeAll(() => folder.write('data.csv', table('label')));

interface Line {
  readonly kind: string;
  readonly stage: string;
  readonly epoch: number;
  readonly elapsedMs: number;
  readonly [field: string]: unknown;
}

function args(name: string, ...more: string[]): string[] {
  return [
    'train',
    folder.at('data.csv'),
    ...['-o', folder.at(`${name}.safetensors`), '--log', folder.at(`${name}.jsonl`)],
    ...['--network', '6-20-2', '--epochs', '30', ...more],
  ];
}

async function linesOf(name: string): Promise<Line[]> {
  const text = (await folder.read(`${name}.jsonl`)).toString();
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test('a log has the run, every epoch of both stages and the result', async () => {
  const result = await secateurJson<object>(...args('whole'));
  const [first, ...rest] = await linesOf('whole');
  expect(first).toMatchObject({ kind: 'run', version: 1, network: '6-20-2', options: { epochs: 30, seed: 0 } });
  expect(rest.pop()).toEqual({ kind: 'result', ...result });
  // A table's dense network is stopped early, after 20 epochs or more; the posterior has all of its epochs.
  const denseEpochs = rest.length - 30;
  expect(denseEpochs).toBeGreaterThan(20);
  expect(denseEpochs).toBeLessThanOrEqual(30);
  const epochsOf = (stage: string, count: number) =>
    Array.from({ length: count }, (_, epoch) => `epoch ${stage} ${epoch}`);
  expect(rest.map(({ kind, stage, epoch }) => `${kind} ${stage} ${epoch}`)).toEqual([
    ...epochsOf('train dense', denseEpochs),
    ...epochsOf('fit posterior', 30),
  ]);
  const last = rest.at(-1)!;
  expect(last).toMatchObject({
    epochs: 30,
    engine: 'onnx',
    learningRate: 0,
    validation: { name: 'accuracy' },
    kept: [expect.any(Number), expect.any(Number), 2],
  });
  for (const figure of [
    'loss',
    'negativeLogLikelihood',
    'slabDivergence',
    'inclusionDivergence',
    'validationNegativeLogLikelihood',
    'expectedParameters',
  ]) {
    expect(Number.isFinite(last[figure])).toBe(true);
  }
  expect(last.elapsedMs).toBeGreaterThanOrEqual(rest[0]!.elapsedMs);
});

test('a resumed run goes on in its log and has every epoch once, with the same figures', async () => {
  await secateurJson(...args('plain'));
  const nodeOptions = whenWritten('killed.safetensors.checkpoint', 'SIGKILL');
  await start(args('killed', '--checkpoint-seconds', '0'), { nodeOptions }).outcome;
  const other = await secateur(...args('killed', '--resume', '--learning-rate', '0.02'));
  expectRefusal(other, 2, /killed\.jsonl: the log is that of a run with other data or options/);
  await secateurJson(...args('killed', '--resume'));
  const epochs = (lines: Line[]) =>
    lines.filter(({ kind }) => kind === 'epoch').map(({ elapsedMs: _, ...figures }) => figures);
  const lines = await linesOf('killed');
  expect(epochs(lines)).toEqual(epochs(await linesOf('plain')));
  expect(lines.map(({ kind }) => kind).filter((kind) => kind !== 'epoch')).toEqual(['run', 'resumed', 'result']);
});

test('a run that is stopped says so in its last line', async () => {
  const nodeOptions = whenWritten('stopped.safetensors.dense.checkpoint', 'SIGINT');
  const endless = args('stopped', '--epochs', '100000', '--checkpoint-seconds', '0');
  expect((await start(endless, { nodeOptions }).outcome).exitCode).toBe(130);
  expect((await linesOf('stopped')).at(-1)).toMatchObject({ kind: 'stopped', code: 'ABORTED' });
});

test('a log may not take the place of the data or the posterior', async () => {
  const output = folder.at('same.safetensors');
  const run = (log: string) => secateur('train', folder.at('data.csv'), '-o', output, '--log', log);
  expectRefusal(await run(folder.at('data.csv')), 2, /would destroy it/);
  expectRefusal(await run(output), 2, /name the same file/);
});
