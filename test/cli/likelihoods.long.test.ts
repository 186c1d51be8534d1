import { beforeAll, describe, expect, test } from '@jest/globals';
import { randomStream } from '../../core/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { expectRefusal, secateur, secateurJson } from './run-cli.ts';

const folder = temporaryFolder();
const rowCount = 600;

interface Trained {
  readonly metrics: Readonly<Record<string, number>>;
  readonly tempering: { readonly likelihood: string; readonly weights?: object };
}

/** Columns x1 and x2, a target, and a weight that is 1 but for rows whose target is a lie. */
function csvOf(target: (x: number, random: ReturnType<typeof randomStream>) => string | number): string {
  const random = randomStream(3, 'likelihoods');
  const lines = Array.from({ length: rowCount }, () => {
    const x = 2 * random.uniform() - 1;
    return [x.toFixed(4), random.normal().toFixed(4), target(x, random)].join(',');
  });
  return `${['x1,x2,y', ...lines].join('\n')}\n`;
}

/** Knuth's way to a Poisson variate. */
function poisson(rate: number, random: ReturnType<typeof randomStream>): number {
  let count = -1;
  for (let product = 1; product > Math.exp(-rate); count++) product *= random.uniform();
  return count;
}

async function trainAndRun(name: string, likelihood: string, rows: string, ...more: string[]) {
  const posterior = folder.at(`${name}.safetensors`);
  const model = folder.at(`${name}.onnx`);
  const common = ['--likelihood', likelihood, '--epochs', '60', '--no-teacher', '--temper-slab', '0.1'];
  const trained = await secateurJson<Trained>('train', folder.at(`${name}.csv`), '-o', posterior, ...common, ...more);
  await secateurJson('export', posterior, '-o', model, '--dense');
  const input = await folder.write(`${name}-rows.csv`, `x1,x2\n${rows}\n`);
  const answers = await secateurJson<Readonly<Record<string, number | string>>[]>('run', model, '--input', input);
  return { trained, answers };
}

describe('from a table to answers', () => {
  test('counts: rates follow the data, and the log-likelihood is near that of the truth', async () => {
    const rate = (x: number) => Math.exp(1.5 + 1.2 * x);
    await folder.write(
      'counts.csv',
      csvOf((x, random) => poisson(rate(x), random)),
    );
    const { trained, answers } = await trainAndRun('counts', 'poisson', '-0.8,0\n0,0\n0.8,0');
    [-0.8, 0, 0.8].forEach((x, row) => {
      const ratio = (answers[row]!['prediction'] as number) / rate(x);
      expect(ratio).toBeGreaterThan(0.75);
      expect(ratio).toBeLessThan(1.33);
    });
    // Of the true rates: a deviance of about 1, and about -2.1 nats an example.
    expect(trained.metrics['testDevianceOfMedianCut']).toBeLessThan(1.6);
    expect(trained.metrics['testLogLikelihoodOfMedianCut']).toBeGreaterThan(-2.6);
    expect(Object.keys(answers[0]!)).toEqual(['prediction']);
  });

  test('noise that differs: the standard deviation follows it, in the unit of the target', async () => {
    const stdDev = (x: number) => 10 * Math.exp(x);
    await folder.write(
      'noise.csv',
      csvOf((x, random) => (1000 + 100 * x + stdDev(x) * random.normal()).toFixed(3)),
    );
    const { trained, answers } = await trainAndRun('noise', 'gaussian-heteroscedastic', '-0.8,0\n0.8,0');
    [-0.8, 0.8].forEach((x, row) => {
      const answer = answers[row] as { readonly prediction: number; readonly stdDev: number };
      expect(Math.abs(answer.prediction - (1000 + 100 * x))).toBeLessThan(12);
      expect(answer.stdDev / stdDev(x)).toBeGreaterThan(0.6);
      expect(answer.stdDev / stdDev(x)).toBeLessThan(1.7);
    });
    // The truth has -log(10) - 1/2 log(2 pi) - 1/2 = -3.7 nats on average.
    expect(trained.metrics['testLogLikelihoodOfMedianCut']).toBeGreaterThan(-4.2);
    expect(trained.metrics['testLogLikelihoodOfMedianCut']).toBeLessThan(-3.3);
  });

  test('two classes: one logit, answers as ever; a network has one output', async () => {
    await folder.write(
      'pair.csv',
      csvOf((x, random) => (x + 0.2 * random.normal() > 0 ? 'high' : 'low')),
    );
    const { trained, answers } = await trainAndRun('pair', 'binary', '-0.8,0\n0.8,0', '--network', '2-12-1');
    expect(answers.map(({ prediction }) => prediction)).toEqual(['low', 'high']);
    expect(trained.metrics['testAccuracyOfMedianCut']).toBeGreaterThan(0.85);
    expect(trained.metrics['testLogLikelihoodOfMedianCut']).toBeGreaterThan(-0.45);
    const inspected = await secateur('inspect', folder.at('pair.safetensors'));
    expect(inspected.stdout).toMatch(/Likelihood +binary/);
  });
});

describe('weights', () => {
  beforeAll(async () => {
    // In doubt at x near 0; only one in ten is rare.
    await folder.write(
      'rare.csv',
      csvOf((x, random) => (x + 0.5 * random.normal() > 0.9 ? 'rare' : 'usual')),
    );
  });

  test.each(['binary', 'categorical'])('of classes move the decision: %s', async (likelihood) => {
    const plain = await trainAndRun('rare', likelihood, '0.6,0');
    const weighted = await trainAndRun('rare', likelihood, '0.6,0', '--class-weights', 'rare=8');
    expect(plain.answers[0]!['prediction']).toBe('usual');
    expect(weighted.answers[0]!['prediction']).toBe('rare');
    expect(weighted.trained.tempering).toMatchObject({
      likelihood: expect.stringMatching(/weighted by class \(8, 1\)/),
      weights: { classes: [8, 1] },
    });
    expect(plain.trained.tempering).not.toHaveProperty('weights');
    const { stdout } = await secateur('inspect', folder.at('rare.safetensors'));
    expect(stdout).toMatch(/not the exact Bayesian posterior.*weighted by class/);
  });

  test('of rows: those with weight 0 teach nothing, and the column is no feature; fine-tuning knows them too', async () => {
    const lies = csvOf((x) => (3 * x).toFixed(3))
      .trimEnd()
      .split('\n')
      .map((line, row) =>
        row === 0 ? `${line},w` : row % 2 === 0 ? `${line},2` : `${line.replace(/[^,]*$/, '50')},0`,
      );
    await folder.write('lies.csv', `${lies.join('\n')}\n`);
    const more = ['--target', 'y', '--sample-weights', 'w'];
    const { trained, answers } = await trainAndRun('lies', 'gaussian', '-0.5,0\n0.5,0', ...more);
    expect(answers[0]!['prediction']).toBeCloseTo(-1.5, 0);
    expect(answers[1]!['prediction']).toBeCloseTo(1.5, 0);
    expect(trained.tempering.weights).toEqual({ column: 'w' });
    const tuned = await secateurJson<{ readonly fineTuned: { readonly name: string } }>(
      ...['export', folder.at('lies.safetensors'), '-o', folder.at('tuned.onnx'), '--fine-tune', folder.at('lies.csv')],
      ...['--target', 'y', '--fine-tune-epochs', '2'],
    );
    expect(tuned.fineTuned.name).toBe('rmse');
  });
});

describe('refused before anything is trained', () => {
  beforeAll(async () => {
    await folder.write(
      'numbers.csv',
      csvOf((x) => (10 * x).toFixed(2)),
    );
    await folder.write(
      'three.csv',
      csvOf((x) => (x > 0.3 ? 'a' : x < -0.3 ? 'b' : 'c')),
    );
  });
  const refusals: [string, string, string[], number, RegExp][] = [
    [
      'fractions as counts',
      'numbers',
      ['--likelihood', 'poisson'],
      3,
      /counts 0, 1, 2.*Correct them, or choose gaussian/,
    ],
    ['three classes as two', 'three', ['--likelihood', 'binary'], 3, /two classes, but there are 3/],
    ['classes as numbers', 'three', ['--likelihood', 'gaussian'], 3, /is not a number, as regression needs/],
    [
      'a task that is not the likelihood’s',
      'three',
      ['--likelihood', 'poisson', '--task', 'classification'],
      2,
      /poisson is for regression/,
    ],
    ['weights of an unknown class', 'three', ['--class-weights', 'd=2'], 2, /no class 'd'/],
    ['class weights of numbers', 'numbers', ['--class-weights', 'balanced'], 2, /for classification/],
    ['an unknown column of weights', 'three', ['--sample-weights', 'w'], 2, /no column 'w'.*x1, x2/],
    ['negative weights', 'three', ['--sample-weights', 'x1'], 3, /line \d+.*the weight -.*from 0/],
  ];
  test.each(refusals)('%s', async (_, data, options, exitCode, message) => {
    const output = folder.at('refused.safetensors');
    expectRefusal(await secateur('train', folder.at(`${data}.csv`), '-o', output, ...options), exitCode, message);
    expect(await folder.list()).not.toContain('refused.safetensors');
  });
});
