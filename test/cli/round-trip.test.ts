import { beforeAll, describe, expect, test } from '@jest/globals';
import { randomStream } from '../../core/index.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { secateur, secateurJson } from './run-cli.ts';
import { table } from './tables.ts';

const folder = temporaryFolder();

interface Trained {
  readonly network: string;
  readonly metrics: Readonly<Record<string, number>>;
  readonly heldOut: { readonly rows: number; readonly measuredOn: string; readonly uncut?: { readonly why: string } };
  readonly tempering: { readonly slab: number; readonly likelihood: string };
  readonly data: { readonly notes: readonly string[] };
}
interface Inspected {
  readonly kind: string;
  readonly groups: readonly { readonly name: string; readonly members: number; readonly kept: number }[];
  readonly topFeatures: readonly { readonly name: string; readonly probability: number }[];
}
interface Exported {
  readonly before: { readonly parameters: number; readonly sizeBytes: number };
  readonly after: { readonly parameters: number; readonly sizeBytes: number };
  readonly sizeRatio: number;
  readonly fineTuned?: { readonly name: string };
}

describe('a table with categories and missing values, to be classified', () => {
  let trained: Trained;
  beforeAll(async () => {
    await folder.write('labels.csv', table('label'));
    const common = ['--network', '6-12-2', '--epochs', '40', '--target', 'label'];
    trained = await secateurJson('train', folder.at('labels.csv'), '-o', folder.at('labels.safetensors'), ...common);
  });

  test('train says what it did with the columns and how good the result is on held-out rows', () => {
    expect(trained.network).toBe('6-12-2');
    expect(trained.heldOut).toMatchObject({ measuredOn: 'test', rows: 32 });
    expect(trained.metrics['testAccuracyOfDense']).toBeGreaterThan(0.7);
    expect(trained.metrics['testAccuracyOfMedianCut']).toBeGreaterThan(0.7);
    expect(trained.data.notes.join(' ')).toMatch(/missing values in `x`.*`colour` is text with 4 categories/);
    expect(trained.tempering).toMatchObject({ slab: 1, likelihood: 'labels' });
  });

  test('inspect ranks the features and counts what the median cut keeps', async () => {
    const inspected = await secateurJson<Inspected>('inspect', folder.at('labels.safetensors'));
    expect(inspected.kind).toBe('posterior');
    expect(inspected.groups.map(({ name, members }) => [name, members])).toEqual([
      ['Inputs', 6],
      ['Layer 1', 12],
    ]);
    expect(
      inspected.topFeatures
        .slice(0, 2)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['colour=red', 'x']);
  });

  test('export removes what is cut, and run answers rows whose columns come in another order', async () => {
    const exported = await secateurJson<Exported>(
      'export',
      folder.at('labels.safetensors'),
      '-o',
      folder.at('labels.onnx'),
    );
    expect(exported.after.parameters).toBeLessThan(exported.before.parameters);
    expect(exported.sizeRatio).toBe(exported.after.sizeBytes / exported.before.sizeBytes);
    expect(await secateurJson('inspect', folder.at('labels.onnx'))).toMatchObject({
      kind: 'onnx',
      sizeBytes: exported.after.sizeBytes,
      parameters: exported.after.parameters,
    });
    const rows = await folder.write(
      'rows.csv',
      'colour,x,noise,unused\nred,2,0,1\ngreen,-2,0,1\n,,0,1\npurple,-2,0,1\n',
    );
    const { exitCode, stdout, stderr } = await secateur('run', folder.at('labels.onnx'), '--input', rows);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^prediction,probability\nyes,[\d.]+\n"no, never",[\d.]+\n.*\n"no, never",[\d.]+\n$/);
    expect(stderr).toMatch(/unused[\s\S]*1 value in `colour` never seen/);
    const onWasm = ['run', folder.at('labels.onnx'), '--input', rows, '--device', 'wasm', '--probabilities'];
    const answers = await secateurJson<Readonly<Record<string, number>>[]>(...onWasm);
    expect(answers).toHaveLength(4);
    for (const answer of answers) {
      expect(answer['probability of yes']! + answer['probability of no, never']!).toBeCloseTo(1, 5);
    }
  });

  test('export obeys a budget and fine-tunes on the same division of the same data', async () => {
    const tuned = await secateurJson<Exported>(
      ...['export', folder.at('labels.safetensors'), '-o', folder.at('tuned.onnx'), '--rule', 'budget=25'],
      ...['--fine-tune', folder.at('labels.csv'), '--fine-tune-epochs', '5', '--teachers', '1'],
    );
    expect(tuned.after.parameters).toBeLessThanOrEqual(25);
    expect(tuned.fineTuned?.name).toBe('accuracy');
    const other = await secateur(
      ...['export', folder.at('labels.safetensors'), '-o', folder.at('other.onnx')],
      ...['--fine-tune', folder.at('labels.csv'), '--test-fraction', '0.3'],
    );
    expect(other).toMatchObject({ exitCode: 3, stderr: expect.stringContaining('not the division') });
    expect(await folder.list()).not.toContain('other.onnx');
  });

  test('export --dense keeps everything', async () => {
    const dense = await secateurJson<Exported>(
      'export',
      folder.at('labels.safetensors'),
      '-o',
      folder.at('d.onnx'),
      '--dense',
    );
    expect(dense.after).toEqual(dense.before);
  });
});

describe('a table of numbers, to be regressed', () => {
  test('the network is chosen, the error is in the target’s unit, predictions are written to a file', async () => {
    const data = await folder.write('values.csv', table('value'));
    const { exitCode, stdout, stderr } = await secateur(
      ...['train', data, '-o', folder.at('values.safetensors'), '--epochs', '100', '--no-teacher'],
    );
    expect(exitCode).toBe(0);
    expect(stderr).toMatch(/Network 6-48-1, chosen for 112 training rows of 6 features/);
    const rmse = Number(/Median cut +RMSE ([\d.]+)/.exec(stdout)?.[1]);
    expect(rmse).toBeLessThan(2.5);
    expect(stdout).not.toMatch(/Dense|Tempered/);
    await secateur(
      'export',
      folder.at('values.safetensors'),
      '--rule',
      'threshold=0.6',
      '-o',
      folder.at('values.onnx'),
    );
    await secateur('run', folder.at('values.onnx'), '--input', data, '-o', folder.at('predictions.csv'));
    const lines = String(await folder.read('predictions.csv'))
      .trimEnd()
      .split('\n');
    expect(lines[0]).toBe('prediction,stdDev');
    const cells = lines.slice(1).flatMap((line) => line.split(',').map(Number));
    expect(cells.every(Number.isFinite)).toBe(true);
    expect(lines).toHaveLength(161);
  });

  test('a tempered posterior is named as one, and so is a plain one', async () => {
    const tempered = await secateur(
      ...['train', folder.at('values.csv'), '-o', folder.at('t.safetensors'), '--epochs', '2', '--no-teacher'],
      ...['--temper-slab', '0.5', '--network', '6-4-1', '--no-select-inputs'],
    );
    expect(tempered.stdout).toMatch(/Tempered \(not the exact Bayesian posterior\): the slab's part .* counts 0.5\./);
    const { stdout } = await secateur('inspect', folder.at('t.safetensors'));
    expect(stdout).toMatch(/Tempered .* counts 0.5/);
    expect(stdout).not.toMatch(/Inputs +\d+ of|Top features/);
    expect((await secateur('inspect', folder.at('values.safetensors'))).stdout).toMatch(/Tempering +none/);
  });

  test('a cut that would keep nothing is reported, not fatal, and the posterior is saved', async () => {
    const trained = await secateurJson<Trained>(
      ...['train', folder.at('values.csv'), '-o', folder.at('nothing.safetensors'), '--epochs', '40', '--no-teacher'],
      ...['--network', '6-4-1', '--prior-inclusion', '1e-30', '--learning-rate', '1e-9'],
    );
    expect(trained.metrics['testRmseOfPosteriorMean']).toBeGreaterThan(0);
    expect(trained.heldOut.uncut?.why).toMatch(/would keep no/);
    expect(await folder.list()).toContain('nothing.safetensors');
  });
});

describe('a table in which most columns are noise', () => {
  const informative = ['x3', 'x7', 'x11'];

  beforeAll(async () => {
    const random = randomStream(11, 'noise columns');
    const names = Array.from({ length: 20 }, (_, column) => `x${column}`);
    const lines = Array.from({ length: 400 }, () => {
      const cells = names.map(() => random.normal());
      const signal = cells[3]! - cells[7]! + cells[11]! + 0.5 * random.normal();
      return [...cells.map((cell) => cell.toFixed(4)), signal > 0 ? 'yes' : 'no'].join(',');
    });
    await folder.write('noise.csv', `${[[...names, 'label'].join(','), ...lines].join('\n')}\n`);
  });

  const likelyInputs = async (...options: string[]) => {
    const output = folder.at('noise.safetensors');
    await secateurJson('train', folder.at('noise.csv'), '-o', output, ...options);
    const { topFeatures, tempering } = await secateurJson<Inspected & Pick<Trained, 'tempering'>>('inspect', output);
    const likely = topFeatures.filter(({ probability }) => probability > 0.5).map(({ name }) => name);
    return { likely: likely.sort(), likelihood: tempering.likelihood };
  };

  test('the inputs that matter are found, and no others', async () => {
    expect(await likelyInputs('--epochs', '120')).toEqual({ likely: [...informative].sort(), likelihood: 'labels' });
  });

  test('a teacher has to be asked for', async () => {
    const { likely, likelihood } = await likelyInputs('--teacher', '--epochs', '40');
    expect(likelihood).toMatch(/^distilled/);
    expect(likely).toEqual(expect.arrayContaining(informative));
  });
});
